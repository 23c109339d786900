import { Float } from "./float.ts"
import type { JsonNode } from "./python-json.ts"

/** The value as Python's `str()` shows it, which peers know from error messages: `['tcp']`, `True`, `None`. */
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
    .replace(/[\p{Cc}\u00a0]/gu, (unit) => `\\x${unit.charCodeAt(0).toString(16).padStart(2, "0")}`)
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark
}
