import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { stringify } from "yaml"
import type { FlagSpec } from "./flags.ts"
import type { ToolCall } from "./tool.ts"
import { runError } from "./tool-error.ts"

const FORMATS = ["smart", "yaml", "json"]

export const FORMAT_FLAG: FlagSpec = {
  names: ["format"],
  takes: "value",
  help: "Specify output format (json|smart|yaml)",
  check: (value) => (FORMATS.includes(value) ? undefined : `unknown format ${JSON.stringify(value)}`),
}

export const OUTPUT_FLAG: FlagSpec = {
  names: ["o", "output"],
  takes: "value",
  help: "Specify an output file",
}

/** Renders a tool's value in the format of --format, to stdout or to the --output file. */
export function renderValue(call: ToolCall, value: unknown, defaultFormat: string): string {
  const text = formatValue(value, call.flags.text("format") ?? defaultFormat)
  const file = call.flags.text("o")
  if (file === undefined) return text
  try {
    writeFileSync(resolve(call.dir, file), text)
  } catch (error) {
    throw runError(error instanceof Error ? error.message : String(error))
  }
  return ""
}

export function formatValue(value: unknown, format: string): string {
  if (format === "json") return `${goJson(value)}\n`
  if (value === null || value === undefined) return ""
  if (format === "smart") {
    if (typeof value === "string") return value === "" ? "" : `${value}\n`
    if (typeof value === "boolean") return value ? "True\n" : "False\n"
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) {
      return value.map((item) => `${item}\n`).join("")
    }
  }
  // Quote strings that YAML 1.1 parsers (Python, older Go) would read as booleans, dates or numbers.
  return stringify(value, { sortMapEntries: true, lineWidth: 0, compat: "yaml-1.1" })
}

/** Encodes JSON like Go: one line, keys sorted as strings, the characters that are special in HTML escaped. */
export function goJson(value: unknown): string {
  if (value instanceof Map) return goObject([...value])
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`
  if (typeof value === "object" && value !== null) return goObject(Object.entries(value))
  const text = JSON.stringify(value) ?? "null"
  return text.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

function goObject(entries: [string, unknown][]): string {
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${sorted.map(([key, item]) => `${goJson(key)}:${goJson(item)}`).join(",")}}`
}
