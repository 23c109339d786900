import type { DocumentDescription, Field, ListDescription, Shape } from "./field.ts"

/** A JSON Schema, draft 2020-12, as far as this file writes it. */
export type JsonSchema = { readonly [keyword: string]: unknown }

const PORT = "^(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$"

/** Schema of a document as it is written. What JSON Schema cannot say is in PROTOCOL.md: canonical text, hashes, names equal to keys. */
export function documentSchema(document: DocumentDescription | ListDescription): JsonSchema {
  const body =
    "of" in document
      ? { ...shapeSchema({ kind: "list", of: document.of }, true), uniqueItems: true }
      : objectSchema(document, document.typesOnly !== true)
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:loadbalancer-interface:${document.name}:v1`,
    title: `loadbalancer interface, version 1: ${document.name}`,
    description: document.means,
    ...body,
    ...(JSON.stringify(body).includes(JSON_VALUE) ? { $defs: { json: jsonSchema(["null"]) } } : {}),
  }
}

/** The name of the file that holds a document's schema. */
export const schemaFile = ({ name }: DocumentDescription | ListDescription): string =>
  `${name}.v1.schema.json`

/** The text of the schema's file, laid out as the formatter of this repository wants it: short lists in one line. */
export function schemaText(document: DocumentDescription | ListDescription): string {
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

function objectSchema(document: DocumentDescription, strict: boolean): JsonSchema {
  const fields = Object.entries(document.fields)
  return {
    type: "object",
    additionalProperties: false,
    required: fields.filter(([, { sparse, unsaid }]) => !sparse && !unsaid).map(([name]) => name),
    properties: Object.fromEntries(fields.map(([name, field]) => [name, fieldSchema(field, strict)])),
    ...(document.rule === "address-or-explained-error" ? ADDRESS_OR_EXPLAINED_ERROR : {}),
    ...(document.rule === "without-private-key"
      ? { allOf: [{ properties: { tls_key: { const: null } } }] }
      : {}),
  }
}

function fieldSchema(field: Field, strict: boolean): JsonSchema {
  const shape = shapeSchema(field.shape, strict)
  return {
    description: field.means,
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.sparse ? unlikeDefault(field, shape) : field.nullable ? orNull(shape) : shape),
  }
}

/** A field that stands there says something. */
function unlikeDefault({ default: otherwise }: Field, shape: JsonSchema): JsonSchema {
  if (otherwise === false) return { const: true }
  if (otherwise === null) return shape
  return { ...shape, ...(shape.type === "array" ? { minItems: 1 } : { minProperties: 1 }) }
}

function orNull(shape: JsonSchema): JsonSchema {
  if (Array.isArray(shape.enum)) return { enum: [...shape.enum, null] }
  return { ...shape, type: [shape.type, "null"] }
}

function shapeSchema(shape: Shape, strict: boolean): JsonSchema {
  switch (shape.kind) {
    case "text":
      return { type: "string", ...(strict && shape.pattern !== undefined ? { pattern: shape.pattern } : {}) }
    case "choice":
      return { enum: shape.of }
    case "integer":
      return { type: "integer", ...(strict ? { minimum: shape.lowest, maximum: shape.highest } : {}) }
    case "boolean":
      return { type: "boolean" }
    case "list":
      return { type: "array", items: shapeSchema(shape.of, strict) }
    case "ports":
      return portsSchema(strict)
    case "texts":
      return {
        type: "object",
        propertyNames: { enum: shape.keys },
        additionalProperties: shapeSchema(shape.of, true),
      }
    case "document":
      return objectSchema(shape.document, strict && shape.document.typesOnly !== true)
    case "pair":
      return { type: "array", items: shapeSchema(shape.of, strict), minItems: 2, maxItems: 2 }
    case "map":
      return {
        type: "object",
        propertyNames: { pattern: shape.keys },
        additionalProperties: shapeSchema(shape.of, strict),
      }
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

function portsSchema(strict: boolean): JsonSchema {
  const item = strict ? { minimum: 1, maximum: 65535 } : {}
  return {
    type: "object",
    ...(strict ? { minProperties: 1 } : {}),
    propertyNames: { pattern: strict ? PORT : "^-?[0-9]+$" },
    additionalProperties: { type: "integer", ...item },
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
