import { Float } from "./float.ts"
import type { JsonNode } from "./python-json.ts"

/** A coerced value, or the error message of the Python library. */
export type Coerced<T> = { readonly value: T } | { readonly problem: string }

const NOT_INTEGER = "Not a valid integer."
const TOO_LARGE = "Number too large."
// Python's int() refuses longer texts; leading zeros count.
const MAX_DIGITS = 4300

/**
 * Coerces to an integer as the Python library does: fractions are truncated, numeric strings are parsed like `int()`.
 * Unlike in Python, integers beyond 2^53 are "too large": no port, interval or count comes near that.
 */
export function coerceInteger(node: JsonNode): Coerced<number> {
  if (typeof node === "number") return { value: node }
  if (typeof node === "bigint") return { problem: TOO_LARGE }
  if (node instanceof Float) {
    if (Number.isNaN(node.value)) return { problem: NOT_INTEGER }
    return safe(Math.trunc(node.value))
  }
  if (typeof node !== "string") return { problem: NOT_INTEGER }
  // Nearly all values are ports. Compiling a pattern with Unicode properties is slow, so that is the exception.
  if (/^[0-9]{1,15}$/.test(node)) return { value: Number(node) }
  const text = trimmed(node)
  // Bounds the memory that the pattern needs for underscores. The most digits, of two UTF-16 units each, fit into three times the limit.
  if (text.length > 3 * MAX_DIGITS || !/^[-+]?\p{Nd}+(?:_\p{Nd}+)*$/u.test(text))
    return { problem: NOT_INTEGER }
  const ascii = text.replaceAll("_", "").replace(/\p{Nd}/gu, decimalDigit)
  return ascii.replace(/^[-+]/, "").length > MAX_DIGITS ? { problem: NOT_INTEGER } : safe(Number(ascii))
}

function safe(value: number): Coerced<number> {
  // Adding 0 turns -0, which Python's integers do not have, into 0.
  return Number.isSafeInteger(value) ? { value: value + 0 } : { problem: TOO_LARGE }
}

// The white space that int() strips: in ASCII that of C's isspace() (without U+001C to U+001F), beyond it Unicode's (without U+FEFF).
const SPACES = "\\t-\\r\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
const SPACE = new RegExp(`[${SPACES}]`)

/** Strips white space with loops: a pattern anchored at the end takes quadratic time for text with many inner spaces. */
function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && SPACE.test(text.charAt(start))) start += 1
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** Unicode's decimal digits form runs of ten from zero to nine, some of them adjacent; the position in a run is the digit's value. */
function decimalDigit(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0
  if (codePoint < 0x80) return character
  let zero = codePoint
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String((codePoint - zero) % 10)
}

const TRUE_TEXTS = new Set([
  "t",
  "T",
  "true",
  "True",
  "TRUE",
  "on",
  "On",
  "ON",
  "y",
  "Y",
  "yes",
  "Yes",
  "YES",
  "1",
])
const FALSE_TEXTS = new Set([
  "f",
  "F",
  "false",
  "False",
  "FALSE",
  "off",
  "Off",
  "OFF",
  "n",
  "N",
  "no",
  "No",
  "NO",
  "0",
])

/** Coerces to a boolean as the Python library does: also 1, 0 and words such as "yes" and "off". */
export function coerceBoolean(node: JsonNode): Coerced<boolean> {
  const plain = node instanceof Float ? node.value : node
  if (typeof plain === "boolean") return { value: plain }
  if (plain === 1 || (typeof plain === "string" && TRUE_TEXTS.has(plain))) return { value: true }
  if (plain === 0 || (typeof plain === "string" && FALSE_TEXTS.has(plain))) return { value: false }
  return { problem: "Not a valid boolean." }
}
