import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { Scalar, type ScalarTag, stringify } from "yaml"
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

/** A text that Juju prints without quotes in YAML although YAML 1.1 reads it as a time. */
export class PlainText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toJSON(): string {
    return this.text
  }
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

/** Renders a value as Go does: a Map is a Go map, with sorted keys; an object is a struct, its fields in order. */
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
  const text = stringify(goYaml(value), {
    lineWidth: 0,
    indentSeq: false,
    // Quote strings that YAML 1.1 parsers (Python, older Go) would read as booleans, dates or numbers.
    compat: "yaml-1.1",
    customTags: (tags) => [PLAIN, ...tags],
  })
  const escaped = text.replaceAll(
    /[\u0085\u2028\u2029\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
  // Go indents the lines of a text also where the text is the whole document.
  return typeof value === "string" && /^[|>]/.test(escaped) ? escaped.replaceAll(/\n(?=.)/g, "\n  ") : escaped
}

const PLAIN: ScalarTag = {
  tag: "tag:yaml.org,2002:str",
  default: true,
  identify: (value) => value instanceof PlainText,
  resolve: (text) => text,
  stringify: ({ value }) => (value instanceof PlainText ? value.text : String(value)),
}

/**
 * Whether a text must be in double quotes for readers of YAML 1.1, beyond what the writer of YAML does itself: a tab
 * or a line's end of Unicode inside, `=` and `<<`, which have a meaning there.
 */
export function needsQuotes(text: string): boolean {
  return /[\t\r\u0085\u2028\u2029\ufeff]/.test(text) || text === "=" || text === "<<"
}

function quoted(text: string): Scalar<string> {
  const scalar = new Scalar(text)
  scalar.type = Scalar.QUOTE_DOUBLE
  return scalar
}

/** Sorts maps and writes numbers as Go does. */
function goYaml(value: unknown): unknown {
  if (typeof value === "string") return needsQuotes(value) ? quoted(value) : value
  if (typeof value === "number") return new PlainText(goNumber(value))
  if (Array.isArray(value)) return value.map(goYaml)
  if (typeof value !== "object" || value === null || value instanceof PlainText) return value
  return new Map(entriesOf(value).map(([key, item]) => [goYaml(key), goYaml(item)]))
}

/** The agent gets numbers as JSON, so that all are floating-point: 1000000 is printed as `1e+06`. */
function goNumber(value: number): string {
  const [digits = "", exponent = ""] = value.toExponential().split("e")
  const power = Number(exponent)
  if (value === 0 || (power >= -4 && Math.abs(value) < 1e6)) return String(value)
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`
}

/** Encodes JSON like Go: one line, the characters that are special in HTML escaped. */
export function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`
  if (typeof value === "object" && value !== null && !(value instanceof PlainText))
    return `{${entriesOf(value)
      .map(([key, item]) => `${goJson(key)}:${goJson(item)}`)
      .join(",")}}`
  const text = JSON.stringify(value) ?? "null"
  return text.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

/** Turns the objects of a parsed document, whose keys Go sorts, into maps. */
export function goMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(goMaps)
  if (typeof value !== "object" || value === null) return value
  return new Map(Object.entries(value).map(([key, item]) => [key, goMaps(item)]))
}

/** The fields of an object in their order, or the entries of a map sorted by key, as Go's encoders write them. */
function entriesOf(value: object): [string, unknown][] {
  if (!(value instanceof Map)) return Object.entries(value)
  return [...value].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
