import type { Issue } from "../issue.ts"
import { isProtocol } from "./protocol.ts"

/** Validates a value that is to be written; returns its issues, none if it is valid. */
export type Check = (value: unknown) => readonly Issue[]

const wrong = (message: string): readonly Issue[] => [{ path: [], message }]
const FINE: readonly Issue[] = []

const NULL = "Field may not be null."

/** Checks the fields of an object in the given order. `null` and a missing value are the same here. */
export function checkFields(value: object, checks: Readonly<Record<string, Check>>): readonly Issue[] {
  const fields = new Map<string, unknown>(Object.entries(value))
  return Object.entries(checks).flatMap(([name, check]) => under(name, check(fields.get(name))))
}

/** Like {@link checkFields}, for a document of a charm author: an unknown field is an issue too, for example a misspelt name. */
export function checkDocument(value: object, checks: Readonly<Record<string, Check>>): readonly Issue[] {
  return [...unknownFields(value, checks), ...checkFields(value, checks)]
}

/** Returns an issue for each field of `value` that is not in `known`. */
export function unknownFields(value: object, known: object, path: readonly string[] = []): readonly Issue[] {
  return Object.keys(value)
    .filter((field) => !Object.hasOwn(known, field))
    .map((field) => ({ path: [...path, field], message: "There is no such field." }))
}

const under = (name: string, issues: readonly Issue[]): readonly Issue[] =>
  issues.map(({ path, message }) => ({ path: [name, ...path], message }))

export const nullable =
  (check: Check): Check =>
  (value) =>
    value == null ? FINE : check(value)

export const boolean: Check = (value) => {
  if (value == null) return wrong(NULL)
  return typeof value === "boolean" ? FINE : wrong("Not a valid boolean.")
}

export const protocol: Check = (value) => {
  if (value == null) return wrong(NULL)
  return isProtocol(value) ? FINE : wrong(`Invalid enum value ${String(value)}`)
}

export function integer(lowest: number, highest: number): Check {
  return (value) => {
    if (value == null) return wrong(NULL)
    if (typeof value !== "number" || !Number.isInteger(value)) return wrong("Not a valid integer.")
    return value >= lowest && value <= highest
      ? FINE
      : wrong(`Must be from ${lowest} to ${highest}, is ${value}.`)
  }
}

export const port = integer(1, 65535)

/**
 * Maximum lengths of texts in characters. Longer texts do not fit into a line of a configuration file, a file name or a status, and one
 * peer's text must not keep the provider from serving others.
 */
export const LONGEST = { name: 200, message: 10_000, pem: 100_000 } as const

/**
 * Creates a check for strings that match a pattern; `expected` completes the message "Must be …". Patterns with `\p{…}` are passed as
 * functions, so that they are compiled on first use: that is slow, and few hooks check a text.
 */
export function text(pattern: RegExp | (() => RegExp), expected: string): Check {
  let made: RegExp | undefined
  return (value) => {
    made ??= typeof pattern === "function" ? pattern() : pattern
    if (value == null) return wrong(NULL)
    if (typeof value !== "string") return wrong("Not a valid string.")
    return made.test(value) ? FINE : wrong(`Must be ${expected}.`)
  }
}

/** Certificates and keys contain line breaks and tabs, but no other control characters. A chain has some 2,000 characters for each of its few certificates, the largest RSA key in use some 13,000. */
export const pem = text(
  () => new RegExp(`^[\\P{Cc}\\t\\n\\r]{0,${LONGEST.pem}}$`, "u"),
  `text without control characters, at most ${LONGEST.pem} characters`,
)

export const message = text(
  () => new RegExp(`^[\\P{Cc}\\t\\n\\r]{0,${LONGEST.message}}$`, "u"),
  `text without control characters, at most ${LONGEST.message} characters`,
)

// Names and ids become databag keys and parts of file names and of section names in configuration files.
export const name = text(
  new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${LONGEST.name - 1}}$`),
  `letters, digits, ".", "_" and "-", beginning with a letter or digit, at most ${LONGEST.name}`,
)

export const word = text(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
  "a word of letters, digits and . _ -, at most 100",
)

// Addresses end up in configuration files of load balancers, where a space, quote, brace or semicolon would inject other directives.
export const address = text(
  /^(?:[A-Za-z0-9][A-Za-z0-9.:%_-]{0,254}|[:[][A-Za-z0-9.:%_\]-]{0,254})$/,
  "an IP address or a host name, at most 255 characters",
)

/** Creates a check for text that is safe in a configuration file: nothing that ends a word, a quotation, a block or a line, or expands. */
export const harmless = (longest: number, expected = "a word", start = ""): Check =>
  text(
    () => new RegExp(`^${start}[^\\s\\p{Cc}\\p{Bidi_C}"'\\\\\`{}<>;#$|]{0,${longest}}$`, "u"),
    `${expected} without spaces, quotes, braces and the like, at most ${longest} characters`,
  )

export const urlPath = harmless(2000, "a path that begins with /,", "/")

/** A `sent_hash`: an MD5 from this library, but any such text from others. */
export const token = harmless(LONGEST.name)

export function list(item: Check): Check {
  return (value) => {
    if (value == null) return wrong(NULL)
    if (!Array.isArray(value)) return wrong("Not a valid list.")
    return Array.from(value, (one: unknown, index) => under(String(index), item(one))).flat()
  }
}

export const portMapping: Check = (value) => {
  if (value == null) return wrong(NULL)
  if (typeof value !== "object" || Array.isArray(value)) return wrong("Not a valid mapping type.")
  const entries: [string, unknown][] = Object.entries(value)
  if (entries.length === 0) return wrong("Must map at least one port.")
  return entries.flatMap(([key, item]) => {
    const number = /^-?[0-9]+$/.test(key) ? Number(key) : key
    return under(key, [...under("key", port(number)), ...under("value", port(item))])
  })
}
