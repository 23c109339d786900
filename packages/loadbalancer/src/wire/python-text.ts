import { Float } from "./float.ts"
import type { JsonNode } from "./python-json.ts"

/** Formats a value like Python's `str()`, so that error messages equal those of the Python library: `['tcp']`, `True`, `None`. */
export function pythonText(value: JsonNode): string {
  return typeof value === "string" ? value : pythonRepr(value)
}

function pythonRepr(value: JsonNode): string {
  if (value === null) return "None"
  if (value === true) return "True"
  if (value === false) return "False"
  if (typeof value === "string") return quoted(value)
  if (value instanceof Float) return floatText(value)
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${quoted(key)}: ${pythonRepr(item)}`).join(", ")}}`
  }
  return String(value)
}

function floatText({ value }: Float): string {
  if (Number.isNaN(value)) return "nan"
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf"
  return new Float(value).toString()
}

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(unprintable(), escapedCharacter)
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark
}

// The characters for which str.isprintable() is false: control, format, surrogate, private and unassigned ones, and all spaces except
// U+0020. Compiled on first use: that is slow, and few hooks need it.
const unprintable = () => {
  pattern ??= /(?! )[\p{C}\p{Z}]/gu
  return pattern
}
let pattern: RegExp | undefined

function escapedCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`
}
