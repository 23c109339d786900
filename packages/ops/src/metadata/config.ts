import { Field, isMapping, kindOf } from "./checks.ts"

/** Juju's types of options. */
export type ConfigType = "string" | "int" | "float" | "boolean" | "secret"

/** One option of config.yaml. */
export interface ConfigOption {
  readonly type: ConfigType
  readonly default?: string | number | boolean
  readonly description?: string
}

const TYPES: readonly ConfigType[] = ["string", "int", "float", "boolean", "secret"]

/** The texts that Juju accepts as booleans (Go: `strconv.ParseBool`). */
const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((word): [string, boolean] => [word, true]),
  ...["0", "f", "F", "false", "FALSE", "False"].map((word): [string, boolean] => [word, false]),
])

/**
 * Checks the content of config.yaml: `{ options: { NAME: { type, default, description } } }`.
 * @throws MetadataError for the first fault
 */
export function parseConfig(value: unknown, file: string): Record<string, ConfigOption> {
  const root = new Field(file, "", value)
  if (root.absent) return {}
  if (!isMapping(value) || !("options" in value))
    root.fail('must hold the key "options" (leave the file out if there are none)')
  return Object.fromEntries(
    root
      .at("options")
      .entries()
      .map(([name, field]) => [name, parseOption(field)]),
  )
}

function parseOption(field: Field): ConfigOption {
  if (!isMapping(field.value)) field.fail(`must be a mapping with a type, not ${kindOf(field.value)}`)
  // Juju treats an option without a type as a string (juju/charm `config.go`).
  const type = field.at("type")
  const checked = type.absent ? "string" : type.oneOf(TYPES)
  const fallback = parseDefault(field.at("default"), checked)
  const description = field.at("description").optionalText()
  return {
    type: checked,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(description === undefined ? {} : { description }),
  }
}

function parseDefault(field: Field, type: ConfigType): string | number | boolean | undefined {
  if (field.absent) return undefined
  const { value } = field
  if (typeof value === "string" && (type === "string" || type === "secret")) return value
  if (type === "boolean") {
    const flag = typeof value === "string" ? BOOLEAN_WORDS.get(value) : value
    if (typeof flag === "boolean") return flag
  }
  if (typeof value === "number" && (type === "float" || (type === "int" && Number.isInteger(value))))
    return value
  return field.fail(`must be of type ${type}, not ${kindOf(value)}`)
}
