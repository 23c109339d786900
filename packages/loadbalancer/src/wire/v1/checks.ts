import type { Issue } from "../issue.ts"
import { isProtocol } from "./protocol.ts"

/** Says what is wrong with a value that is to be written, or nothing. */
export type Check = (value: unknown) => readonly Issue[]

const wrong = (message: string): readonly Issue[] => [{ path: [], message }]
const FINE: readonly Issue[] = []

const NULL = "Field may not be null."

/** Checks the fields of an object in the order given; `null` and a missing value are one thing here. */
export function checkFields(value: object, checks: Readonly<Record<string, Check>>): readonly Issue[] {
  const fields = new Map<string, unknown>(Object.entries(value))
  return Object.entries(checks).flatMap(([name, check]) => under(name, check(fields.get(name))))
}

/** The same for a document that an author writes: a field that it does not have is a mistake, such as a misspelt name. */
export function checkDocument(value: object, checks: Readonly<Record<string, Check>>): readonly Issue[] {
  return [...unknownFields(value, checks), ...checkFields(value, checks)]
}

/** An issue for each field of an object that `known` does not have. */
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
 * The most characters of a text, where code has to cut one: what is longer fits into no line of a configuration file, no file name and
 * no status, and one peer's text must not keep the others from being served.
 */
export const LONGEST = { name: 200, message: 10_000 } as const

/**
 * A string that fits the pattern; `expected` ends the sentence "must be …". A pattern that every hook would make at its start
 * is given as a function: those with `\p{…}` take long to make, and few hooks check a text.
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

// Line breaks and tabs belong to certificates and messages; other control characters belong to nothing.
export const anyText = text(() => /^[\P{Cc}\t\n\r]*$/u, "text without control characters")

export const message = text(
  () => new RegExp(`^[\\P{Cc}\\t\\n\\r]{0,${LONGEST.message}}$`, "u"),
  `text without control characters, at most ${LONGEST.message} characters`,
)

// Names and ids become databag keys, parts of file names and of sections in configuration files.
export const name = text(
  new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${LONGEST.name - 1}}$`),
  `letters, digits, ".", "_" and "-", beginning with a letter or digit, at most ${LONGEST.name}`,
)

export const word = text(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
  "a word of letters, digits and . _ -, at most 100",
)

// Addresses go into configuration files of load balancers, where a space, quote, brace or semicolon would start something else.
export const address = text(
  /^(?:[A-Za-z0-9][A-Za-z0-9.:%_-]{0,254}|[:[][A-Za-z0-9.:%_\]-]{0,254})$/,
  "an IP address or a host name, at most 255 characters",
)

/** Nothing that ends a word, a quoted text, a block or a line of such a file, or stands for something else. */
export const harmless = (longest: number, expected = "a word", start = ""): Check =>
  text(
    () => new RegExp(`^${start}[^\\s\\p{Cc}"'\\\\\`{}<>;#$|]{0,${longest}}$`, "u"),
    `${expected} without spaces, quotes, braces and the like, at most ${longest} characters`,
  )

export const urlPath = harmless(2000, "a path that begins with /,", "/")

/** The hash under which a request is sent, or what another library takes for that. */
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
