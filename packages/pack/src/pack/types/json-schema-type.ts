import { isRecord } from "../project/record.ts"
import type { Member, TypeNode } from "./type-node.ts"

/**
 * The TypeScript type of values that Juju accepts by a JSON Schema, as far as types can say it. Juju checks draft 4, which knows no `const`,
 * and accepts anything but an object against `properties` alone.
 */
function schemaType(schema: unknown): TypeNode {
  if (!isRecord(schema)) return "unknown"
  if (Array.isArray(schema.enum)) return literals(schema.enum)
  if (isRecord(schema.properties) && schema.type === "object")
    return membersOf(schema.properties, textsIn(schema.required), !("default" in schema))
  const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type]
  const known = types.map((type) => typeNamed(type, schema))
  return known.includes("unknown") ? "unknown" : [...new Set(known)].join(" | ")
}

/**
 * The members of an object. One with a default is always there: Juju adds it (juju/charm `actions.go`, `InsertDefaults`).
 *
 * @param addsDefaults false in an object with a default of its own, where Juju adds nothing
 */
export function membersOf(
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[],
  addsDefaults = true,
): readonly Member[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: schemaType(schema),
    isOptional: !required.includes(name) && !(addsDefaults && isRecord(schema) && "default" in schema),
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
