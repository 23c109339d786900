import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { stringify } from "yaml"
import type { LocalCall } from "./command.ts"

/** Prints a value as --format says; `tabular` says how people want to see it. Goes to the file of -o, if any. */
export function print(call: LocalCall, value: unknown, defaultFormat: string, tabular?: () => string): void {
  const text = render(call.flags.text("format") ?? defaultFormat, value, tabular)
  const file = call.flags.text("o")
  if (file === undefined) call.console.out(text)
  else writeFileSync(resolve(call.cwd, file), text)
}

function render(format: string, value: unknown, tabular?: () => string): string {
  if (format === "json") return `${JSON.stringify(value)}\n`
  if (format !== "yaml" && tabular !== undefined) return tabular()
  if (typeof value === "string") return `${value}\n`
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
}

/** Lines of columns, each as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  }
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("")
}
