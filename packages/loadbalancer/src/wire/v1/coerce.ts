import { Float } from "../float.ts"
import type { JsonNode } from "../python-json.ts"

/** A value, or the message with which Python's reader refuses it. */
export type Coerced<T> = { readonly value: T } | { readonly problem: string }

const NOT_INTEGER = "Not a valid integer."
const TOO_LARGE = "Number too large."
// Python's int() refuses longer texts, zeros in front included.
const MAX_DIGITS = 4300

/**
 * Integers as Python's reader takes them: fractions are cut off, numeric strings are read as `int()` does.
 * Beyond 2^53 Python is exact; here that is "too large", because no port, interval or count comes near it.
 */
export function coerceInteger(node: JsonNode): Coerced<number> {
  if (typeof node === "number") return { value: node }
  if (typeof node === "bigint") return { problem: TOO_LARGE }
  if (node instanceof Float) {
    if (Number.isNaN(node.value)) return { problem: NOT_INTEGER }
    return safe(Math.trunc(node.value))
  }
  if (typeof node !== "string") return { problem: NOT_INTEGER }
  // Nearly all are ports; Unicode's digits take a hook long to learn.
  if (/^[0-9]{1,15}$/.test(node)) return { value: Number(node) }
  const text = trimmed(node)
  // The pattern needs memory for every underscore; this many digits, of two units each, fit in three times the limit.
  if (text.length > 3 * MAX_DIGITS || !/^[-+]?\p{Nd}+(?:_\p{Nd}+)*$/u.test(text))
    return { problem: NOT_INTEGER }
  const ascii = text.replaceAll("_", "").replace(/\p{Nd}/gu, decimalDigit)
  return ascii.replace(/^[-+]/, "").length > MAX_DIGITS ? { problem: NOT_INTEGER } : safe(Number(ascii))
}

function safe(value: number): Coerced<number> {
  // + 0 turns -0, which Python's integers do not have, into 0.
  return Number.isSafeInteger(value) ? { value: value + 0 } : { problem: TOO_LARGE }
}

// What int() passes over: of ASCII C's spaces, which leaves out U+001C to U+001F, and beyond it Unicode's. U+FEFF is none.
const SPACES = "\\t-\\r\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
const SPACE = new RegExp(`[${SPACES}]`)

/** From both ends by hand: a pattern for the end takes quadratic time where spaces stand inside. */
function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && SPACE.test(text.charAt(start))) start += 1
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** Unicode keeps decimal digits in runs of ten that begin with the zero; adjacent runs make multiples of ten. */
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

/** Booleans as Python's reader takes them: also 1, 0 and the usual words. */
export function coerceBoolean(node: JsonNode): Coerced<boolean> {
  const plain = node instanceof Float ? node.value : node
  if (typeof plain === "boolean") return { value: plain }
  if (plain === 1 || (typeof plain === "string" && TRUE_TEXTS.has(plain))) return { value: true }
  if (plain === 0 || (typeof plain === "string" && FALSE_TEXTS.has(plain))) return { value: false }
  return { problem: "Not a valid boolean." }
}
