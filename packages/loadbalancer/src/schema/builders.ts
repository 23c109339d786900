import type { JsonNode } from "../wire/python-json.ts"
import type {
  Choice,
  Default,
  Entries,
  Field,
  FieldOf,
  Kind,
  Nested,
  Ports,
  Schema,
  SchemaOf,
  Text,
  Type,
} from "./schema.ts"

// Types of values.

export const boolean: Type<boolean> = { kind: "boolean" }
export const time: Type<string> = { kind: "time", strict: true }
export const ports: Type<Readonly<Record<number, number>>> & Ports = { kind: "ports" }
export const range: Type<readonly [number, number]> = { kind: "range" }
export const json: Type<JsonNode> = { kind: "json" }

export function text(expected: string, pattern?: string): Type<string> & Text {
  return pattern === undefined ? { kind: "text", expected } : { kind: "text", expected, pattern }
}

export function integer(lowest: number, highest: number): Type<number> {
  return { kind: "integer", lowest, highest }
}

export function choice<const T extends string>(
  of: readonly T[],
  problem: string,
  more: Pick<Choice, "notText" | "aliases"> = {},
): Type<T> & Choice {
  return { kind: "choice", of, problem, ...more }
}

export function list<T>(of: Type<T>): Type<readonly T[]> {
  return { kind: "list", of }
}

export function map<T>(keys: Text | Choice, of: Type<T>): Type<Readonly<Record<string, T>>> & Entries {
  return { kind: "map", keys, of }
}

/** A document in a document: `nested<WireHealthCheck>(HEALTH_CHECK)`. */
export function nested<T extends object>(schema: SchemaOf<T>): Type<T> & Nested {
  return { kind: "document", schema }
}

export function orEmpty<T extends Text | Ports>(type: T): T {
  return { ...type, orEmpty: true }
}

export function strict<T extends Text | Ports>(type: T): T {
  return { ...type, strict: true }
}

// Fields: a type, and what its absence means.

export function required<T>(type: Type<T>): FieldOf<T> {
  return { type, required: true }
}

export function optional<T>(type: Type<T>, otherwise: NoInfer<T> & Default): FieldOf<T> {
  Object.freeze(otherwise)
  return { type, otherwise }
}

export function nullable<T>(type: Type<T>): FieldOf<T | null> {
  return { type, nullable: true, otherwise: null }
}

/** Absence means that nothing is known. */
export function unknownIfAbsent<T>(type: Type<T>): FieldOf<T, true> {
  return { type }
}

/** Absence and null are the same; the value does not have the field then. */
export function absentIfNull<T>(type: Type<T>): FieldOf<T, true> {
  return { type, nullable: true, sparse: true }
}

export function sparse<F extends Field>(field: F): F {
  return { ...field, sparse: true }
}

export function lenient<F extends Field>(field: F, received: Kind): F {
  return { ...field, received }
}

/** The field names of a document on the wire. */
export function fieldNames<F extends Schema["fields"]>({
  fields,
}: {
  readonly fields: F
}): readonly (keyof F & string)[] {
  return Object.keys(fields).filter((name): name is keyof F & string => Object.hasOwn(fields, name))
}
