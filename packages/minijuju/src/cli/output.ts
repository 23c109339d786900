import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { Document, Scalar, visit } from "yaml"
import { needsQuotes } from "../hook-tools/output.ts"
import type { Colour, Paint } from "./colours.ts"
import type { LocalCall } from "./command.ts"
import { visible, visibleJson, visibleLine } from "./visible.ts"

/**
 * Prints a value in the format of --format (`tabular` renders the table) to the file of -o, or to standard
 * output.
 */
export function print(call: LocalCall, value: unknown, defaultFormat: string, tabular?: () => string): void {
  const text = render(call.flags.text("format") ?? defaultFormat, value, tabular)
  const file = call.flags.text("o")
  if (file === undefined) call.console.out(text)
  else writeFileSync(resolve(call.cwd, file), text)
}

function render(format: string, value: unknown, tabular?: () => string): string {
  if (format === "json") return `${visibleJson(JSON.stringify(value))}\n`
  if (format !== "yaml" && tabular !== undefined) return tabular()
  if (typeof value === "string") return `${visible(value)}\n`
  return yamlText(value)
}

/** YAML as Go indents it. Strings with control characters are written in double quotes, where YAML can escape them. */
export function yamlText(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: "yaml-1.1" })
  visit(document, {
    Scalar(_, node) {
      const text = node.value
      if (typeof text === "string" && (visible(text) !== text || needsQuotes(text)))
        node.type = Scalar.QUOTE_DOUBLE
    },
  })
  return visibleJson(document.toString({ lineWidth: 0, indentSeq: false }))
}

/** Sorts the keys of objects at all depths, as Go prints maps. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
}

/** A cell of a table; with a second element, its colour. */
export type Cell = string | readonly [text: string, colour: Colour | undefined]

/** Aligns cells in columns, each as wide as its widest cell. */
export function table(cells: readonly (readonly Cell[])[], paint: Paint = (text) => text): string {
  const rows = cells.map((row) =>
    row.map((cell) => {
      const [text, colour] = typeof cell === "string" ? [cell, undefined] : cell
      return { text: visibleLine(text), colour }
    }),
  )
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, { text }] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, text.length)
  }
  const line = (row: (typeof rows)[number]) =>
    row.map(({ text, colour }, i) => `${paint(text, colour)}${" ".repeat((widths[i] ?? 0) - text.length)}`)
  return rows.map((row) => `${line(row).join("  ").trimEnd()}\n`).join("")
}
