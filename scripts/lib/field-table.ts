import { DESCRIPTIONS, meaningOf } from "../../packages/loadbalancer/src/describe/descriptions.ts"
import { typeWords } from "../../packages/loadbalancer/src/describe/words.ts"
import type { Field, Schema } from "../../packages/loadbalancer/src/schema/schema.ts"

/** Returns PROTOCOL.md with a current table of fields below each `<!-- fields: request -->`. */
export function withFieldTables(page: string): string {
  return page.replace(
    /(<!-- fields: ([\w-]+) -->\n\n)(?:\|.*\n)*\n*/g,
    (all: string, mark: string, name: string) => {
      const schema = DESCRIPTIONS.find((one) => one.schema.name === name)?.schema
      return schema === undefined ? all : `${mark}${fieldTable(schema)}\n`
    },
  )
}

/** Renders the fields of a document as a Markdown table. */
function fieldTable(schema: Schema): string {
  const rows = Object.entries(schema.fields).map(([name, field]) => row(name, field, meaningOf(schema, name)))
  return `${["| field | value | null | default | meaning |", "| ----- | ----- | ---- | ------- | ------- |", ...rows].join("\n")}\n`
}

function row(name: string, field: Field, meaning: string): string {
  const cells = [`\`${name}\``, typeWords(field.type), field.nullable ? "yes" : "no", absence(field), meaning]
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
}

/** What absence of the field means: the default, or the word `required` or `unknown`. */
function absence({ required, nullable, otherwise }: Field): string {
  if (required) return "required"
  return otherwise === undefined && !nullable ? "unknown" : `\`${JSON.stringify(otherwise ?? null)}\``
}
