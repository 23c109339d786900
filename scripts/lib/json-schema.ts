import { meaningOf } from "../../packages/loadbalancer/src/describe/descriptions.ts"
import type { ListDocument } from "../../packages/loadbalancer/src/describe/documents.ts"
import type { Field, Kind, Schema } from "../../packages/loadbalancer/src/schema/schema.ts"

/** A JSON Schema, draft 2020-12, as far as this file writes it. */
export type JsonSchema = { readonly [keyword: string]: unknown }

const PORT = "^(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$"

/** Schema of a document as it is written. What JSON Schema cannot say is in PROTOCOL.md: canonical text, hashes, names equal to keys. */
export function documentSchema(document: Schema | ListDocument): JsonSchema {
  const body =
    "of" in document
      ? { type: "array", items: { enum: document.of }, uniqueItems: true }
      : objectSchema(document, true)
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:loadbalancer-interface:${document.name}:v1`,
    title: `loadbalancer interface, version 1: ${document.name}`,
    description: "of" in document ? document.means : meaningOf(document),
    ...body,
    ...(JSON.stringify(body).includes(JSON_VALUE) ? { $defs: { json: jsonSchema(["null"]) } } : {}),
  }
}

/** The name of the file that holds a document's schema. */
export const schemaFile = ({ name }: Schema | ListDocument): string => `${name}.v1.schema.json`

/** The text of the schema's file, laid out as the formatter of this repository wants it: short lists in one line. */
export function schemaText(document: Schema | ListDocument): string {
  const text = JSON.stringify(documentSchema(document), null, 2)
  const compact = text.replace(
    /^(.*)\[\n([^[\]{}]*)\n\s*\](,?)$/gm,
    (all: string, before: string, items: string, comma: string) => {
      const line = `${before}[${items.trim().replace(/\n\s*/g, " ")}]${comma}`
      return line.length <= LINE_WIDTH ? line : all
    },
  )
  return `${compact}\n`
}

const LINE_WIDTH = 110

/** @param strict with the limits of the serialiser, not only the types */
function objectSchema(document: Schema, strict: boolean): JsonSchema {
  const fields = Object.entries(document.fields)
  return {
    type: "object",
    additionalProperties: false,
    required: fields.filter(([, field]) => isAlwaysWritten(field)).map(([name]) => name),
    properties: Object.fromEntries(
      fields.map(([name, field]) => [name, fieldSchema(meaningOf(document, name), field, strict)]),
    ),
    ...(RULES[document.name] ?? {}),
  }
}

const isAlwaysWritten = ({ required, otherwise, sparse }: Field) =>
  required || (otherwise !== undefined && !sparse)

function fieldSchema(description: string, field: Field, strict: boolean): JsonSchema {
  const type = typeSchema(field.type, strict)
  const { required, nullable, otherwise = nullable ? null : undefined } = field
  return {
    description,
    ...(required || otherwise === undefined ? {} : { default: otherwise }),
    ...(field.sparse ? unlikeDefault(otherwise, type) : nullable ? orNull(type) : type),
  }
}

/** A sparse field is only written with another value than its default. */
function unlikeDefault(otherwise: Field["otherwise"], type: JsonSchema): JsonSchema {
  if (otherwise === false) return { const: true }
  if (otherwise === null) return type
  return { ...type, ...(type.type === "array" ? { minItems: 1 } : { minProperties: 1 }) }
}

function orNull(shape: JsonSchema): JsonSchema {
  if (Array.isArray(shape.enum)) return { enum: [...shape.enum, null] }
  return { ...shape, type: [shape.type, "null"] }
}

function typeSchema(type: Kind, strict: boolean): JsonSchema {
  switch (type.kind) {
    case "text":
      return { type: "string", ...(strict && type.pattern !== undefined ? { pattern: type.pattern } : {}) }
    case "time":
      return { type: "string", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$" }
    case "choice":
      return { enum: type.of }
    case "integer":
      return { type: "integer", ...(strict ? { minimum: type.lowest, maximum: type.highest } : {}) }
    case "boolean":
      return { type: "boolean" }
    case "list":
      return { type: "array", items: typeSchema(type.of, strict) }
    case "range":
      return { type: "array", items: { type: "integer", ...PORT_LIMITS }, minItems: 2, maxItems: 2 }
    case "ports":
      return portsSchema(strict)
    case "map":
      return {
        type: "object",
        propertyNames: type.keys.kind === "choice" ? { enum: type.keys.of } : { pattern: type.keys.pattern },
        additionalProperties: typeSchema(type.of, strict),
      }
    case "document":
      return type.passedOn
        ? { ...objectSchema(type.schema, false), allOf: [{ properties: { tls_key: { const: null } } }] }
        : objectSchema(type.schema, strict)
    case "json":
      return jsonSchema([])
  }
}

const JSON_VALUE = "#/$defs/json"

function jsonSchema(more: readonly string[]): JsonSchema {
  return {
    type: ["string", "boolean", "integer", "array", "object", ...more],
    minimum: Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
    items: { $ref: JSON_VALUE },
    additionalProperties: { $ref: JSON_VALUE },
  }
}

const PORT_LIMITS = { minimum: 1, maximum: 65535 }

function portsSchema(strict: boolean): JsonSchema {
  return {
    type: "object",
    ...(strict ? { minProperties: 1 } : {}),
    propertyNames: { pattern: strict ? PORT : "^-?[0-9]+$" },
    additionalProperties: { type: "integer", ...(strict ? PORT_LIMITS : {}) },
  }
}

const NOT_EMPTY_TEXT = { type: "string", minLength: 1 }

const ADDRESS_OR_EXPLAINED_ERROR: JsonSchema = {
  if: { properties: { error: { const: null } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nobody awaits this object
  then: { properties: { address: NOT_EMPTY_TEXT } },
  else: {
    anyOf: [
      { properties: { error_message: NOT_EMPTY_TEXT } },
      { properties: { error_fields: { minProperties: 1 } } },
    ],
  },
}

/** Rules between fields; `wire/` has them as code. */
const RULES: Readonly<Record<string, JsonSchema>> = { response: ADDRESS_OR_EXPLAINED_ERROR }
