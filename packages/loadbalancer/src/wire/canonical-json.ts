import { Float } from "./float.ts"

/** A value that {@link canonicalJson} writes exactly as Python would. */
export type CanonicalValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | readonly CanonicalValue[]
  | CanonicalMap
  | { readonly [key: string]: CanonicalValue }

/** Integer keys are sorted by number, text keys by code point. */
export type CanonicalMap = ReadonlyMap<string, CanonicalValue> | ReadonlyMap<number, CanonicalValue>

/**
 * Serialises a value byte for byte like Python's `json.dumps(value, sort_keys=True)`. A charm that is refreshed from Python therefore
 * writes the text that the databag already holds, and no peer gets a relation-changed hook.
 */
export function canonicalJson(value: CanonicalValue): string {
  if (value === null || typeof value === "boolean" || typeof value === "bigint") return String(value)
  if (typeof value === "number")
    return Number.isInteger(value) ? BigInt(value).toString() : String(new Float(value))
  if (typeof value === "string") return quote(value)
  if (value instanceof Float) return value.toString()
  if (isList(value)) return `[${value.map(canonicalJson).join(", ")}]`
  const members = entriesOf(value).sort(([a], [b]) => compareKeys(a, b))
  return `{${members.map(([key, item]) => `${quote(String(key))}: ${canonicalJson(item)}`).join(", ")}}`
}

function isList(value: CanonicalValue): value is readonly CanonicalValue[] {
  return Array.isArray(value)
}

function entriesOf(
  value: CanonicalMap | { readonly [key: string]: CanonicalValue },
): [string | number, CanonicalValue][] {
  return value instanceof Map ? [...value] : Object.entries(value)
}

function compareKeys(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b
  return compareByCodePoint(String(a), String(b))
}

/** Python sorts by code point. JavaScript's `<` compares UTF-16 units, which puts U+1F600 (a surrogate pair) before U+FF5E. */
function compareByCodePoint(a: string, b: string): number {
  let index = 0
  while (index < a.length && index < b.length) {
    const left = a.codePointAt(index) ?? 0
    const right = b.codePointAt(index) ?? 0
    if (left !== right) return left - right
    index += left > 0xffff ? 2 : 1
  }
  return a.length - b.length
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
}

/** ASCII only; unlike `JSON.stringify`, DEL is escaped too. */
function quote(text: string): string {
  const escaped = text.replace(
    /[^ !#-[\]-~]/g,
    (unit) => SHORT_ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
  return `"${escaped}"`
}
