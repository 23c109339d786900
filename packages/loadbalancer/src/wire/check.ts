import type { Kind, Schema, Text, Unchecked, ValueOf } from "../schema/schema.ts"
import { address, pem, port } from "../schema/vocabulary.ts"
import { isUtcTime } from "./extensions/utc-time.ts"
import { type Issue, ValidationError } from "./issue.ts"

export const NULL = "Field may not be null."

const FINE: readonly Issue[] = []
const wrong = (message: string): readonly Issue[] => [{ path: [], message }]

function under(step: string, issues: readonly Issue[]): readonly Issue[] {
  return issues.length === 0 ? FINE : issues.map(({ path, message }) => ({ path: [step, ...path], message }))
}

/**
 * Lists what is wrong with a document of a charm author. A field that the schema does not have is an issue too, for example a misspelt name.
 * @param kept fields that are not checked, because they keep the value that is already in the databag
 */
export function checkDocument(schema: Schema, value: object, kept: readonly string[] = []): readonly Issue[] {
  return [...unknownFields(value, schema.fields), ...checkFields(schema, value, { kept })]
}

/**
 * Validates a document and returns its type.
 * @throws ValidationError with all problems
 */
export function assertDocument<S extends Schema>(
  schema: S,
  value: Unchecked<ValueOf<S>>,
  kept: readonly string[] = [],
): asserts value is ValueOf<S> {
  const issues = checkDocument(schema, value, kept)
  if (issues.length > 0) throw new ValidationError(schema.title, issues)
}

/**
 * Lists values that the Python library accepts but that must not reach a configuration file or a terminal: invalid ports, and text that
 * would inject other directives.
 */
export function hazards(schema: Schema, value: object): readonly Issue[] {
  return checkFields(schema, value, { received: true })
}

/** Returns an issue for each field of `value` that is not in `known`. */
export function unknownFields(value: object, known: object, path: readonly string[] = []): readonly Issue[] {
  return Object.keys(value)
    .filter((field) => !Object.hasOwn(known, field))
    .map((field) => ({ path: [...path, field], message: "There is no such field." }))
}

interface Mode {
  readonly kept?: readonly string[]
  /** The document was parsed: its fields may have what peers may write. */
  readonly received?: boolean
}

function checkFields(schema: Schema, value: object, { kept, received }: Mode): readonly Issue[] {
  const given = new Map<string, unknown>(Object.entries(value))
  return Object.entries(schema.fields).flatMap(([name, field]) => {
    const member = given.get(name)
    const canBeAbsent = field.nullable ? member == null : member === undefined && isOmitted(field)
    if (canBeAbsent || kept?.includes(name)) return []
    return under(name, check((received && field.received) || field.type, member, received))
  })
}

const isOmitted = ({ required, otherwise }: Schema["fields"][string]) => !required && otherwise === undefined

/** Validates a value that is to be written; returns its issues, none if it is valid. */
export function check(type: Kind, value: unknown, received?: boolean): readonly Issue[] {
  if (type.kind === "json") return checkJson(value)
  if (value === null || value === undefined) return wrong(NULL)
  switch (type.kind) {
    case "text":
      if (typeof value !== "string") return wrong("Not a valid string.")
      return matches(type, value) ? FINE : wrong(`Must be ${type.expected}.`)
    case "time":
      return typeof value === "string" && isUtcTime(value) ? FINE : wrong("Not a time in UTC.")
    case "choice":
      return type.of.some((word) => word === value) ? FINE : wrong(`${type.problem} ${String(value)}`)
    case "integer":
      if (typeof value !== "number" || !Number.isInteger(value)) return wrong("Not a valid integer.")
      return value >= type.lowest && value <= type.highest
        ? FINE
        : wrong(`Must be from ${type.lowest} to ${type.highest}, is ${value}.`)
    case "boolean":
      return typeof value === "boolean" ? FINE : wrong("Not a valid boolean.")
    case "list":
      return Array.isArray(value) ? checkItems(type.of, value, received) : wrong("Not a valid list.")
    case "range":
      return Array.isArray(value) && value.length === 2
        ? checkItems(port, value)
        : wrong("Not a pair of ports.")
    case "document":
      if (typeof value !== "object") return wrong("Invalid input type.")
      return received ? hazards(type.schema, value) : checkDocument(type.schema, value)
    case "ports":
    case "map": {
      if (typeof value !== "object" || Array.isArray(value)) return wrong("Not a valid mapping type.")
      const entries: [string, unknown][] = Object.entries(value)
      if (type.kind === "ports" && entries.length === 0 && !type.orEmpty)
        return wrong("Must map at least one port.")
      return entries.flatMap(([key, item]) =>
        under(
          key,
          type.kind === "ports"
            ? [...under("key", check(port, numberIn(key))), ...under("value", check(port, item))]
            : [...(type.keysByRule ? FINE : check(type.keys, key)), ...check(type.of, item, received)],
        ),
      )
    }
  }
}

export const checkAddress = (value: unknown) => check(address, value)
export const checkPem = (value: unknown) => check(pem, value)

const numberIn = (key: string) => (/^-?[0-9]+$/.test(key) ? Number(key) : key)

function checkItems(of: Kind, items: readonly unknown[], received?: boolean): readonly Issue[] {
  return Array.from(items, (one, index) => under(String(index), check(of, one, received))).flat()
}

function checkJson(value: unknown): readonly Issue[] {
  if (value === null || value === undefined) return FINE
  if (typeof value === "string" || typeof value === "boolean" || Number.isSafeInteger(value)) return FINE
  if (typeof value !== "object")
    return wrong("Must be text, a whole number, true, false, or a list or map of these.")
  const members: [string, unknown][] = Object.entries(value)
  return members.flatMap(([key, item]) => under(key, checkJson(item)))
}

function matches({ pattern, orEmpty }: Text, value: string): boolean {
  return pattern === undefined || (orEmpty === true && value === "") || compiled(pattern).test(value)
}

// Compiled on first use, because that is slow for `\p{…}`, and few hooks check a text.
const patterns = new Map<string, RegExp>()
function compiled(pattern: string): RegExp {
  const made = patterns.get(pattern) ?? new RegExp(pattern, "u")
  patterns.set(pattern, made)
  return made
}
