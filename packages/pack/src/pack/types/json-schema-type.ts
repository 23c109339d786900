import { isRecord } from "../project/record.ts"
import type { Member, TypeNode } from "./type-node.ts"

/** The TypeScript type of values that a JSON Schema accepts, as far as types can say it. */
function schemaType(schema: unknown): TypeNode {
  if (!isRecord(schema)) return "unknown"
  if ("const" in schema) return literals([schema.const])
  if (Array.isArray(schema.enum)) return literals(schema.enum)
  if (isRecord(schema.properties) && (schema.type === undefined || schema.type === "object"))
    return membersOf(schema.properties, textsIn(schema.required))
  const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type]
  const known = types.map((type) => typeNamed(type, schema))
  return known.includes("unknown") ? "unknown" : [...new Set(known)].join(" | ")
}

/** The members of an object. One with a default is always there: Juju adds it (juju/charm `actions.go`, `InsertDefaults`). */
export function membersOf(
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[],
): readonly Member[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: schemaType(schema),
    isOptional: !required.includes(name) && !(isRecord(schema) && "default" in schema),
    ...(isRecord(schema) && typeof schema.description === "string" && { description: schema.description }),
  }))
}

function typeNamed(type: unknown, schema: Readonly<Record<string, unknown>>): string {
  switch (type) {
    case "string":
    case "boolean":
    case "number":
    case "null":
      return type
    case "integer":
      return "number"
    case "array": {
      const items = schemaType(schema.items)
      return typeof items === "string"
        ? `readonly ${/ \| |^readonly /.test(items) ? `(${items})` : items}[]`
        : "readonly unknown[]"
    }
    case "object":
      return "Readonly<Record<string, unknown>>"
    default:
      return "unknown"
  }
}

function literals(values: readonly unknown[]): string {
  const isLiteral = (value: unknown) =>
    value === null || ["string", "number", "boolean"].includes(typeof value)
  if (values.length === 0 || !values.every(isLiteral)) return "unknown"
  // A bar inside of a text would look like that of the union.
  return [...new Set(values.map((value) => JSON.stringify(value).replaceAll("|", "\\u007c")))].join(" | ")
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : []
}
