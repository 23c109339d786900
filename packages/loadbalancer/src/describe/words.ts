import type { Field, Kind } from "../schema/schema.ts"

/** Completes the sentence "It has to be …". */
export function expectation({ type, nullable }: Field): string {
  return nullable ? `${typeWords(type)}, or null` : typeWords(type)
}

/** Describes the values of a type: "a whole number from 1 to 65535". */
export function typeWords(type: Kind): string {
  switch (type.kind) {
    case "text":
      return type.expected
    case "time":
      return "a time in UTC, like 2026-01-31T12:00:00Z"
    case "choice":
      return `one of ${type.of.join(", ")}`
    case "integer":
      return `a whole number from ${type.lowest} to ${type.highest}`
    case "boolean":
      return "true or false"
    case "list":
      return `a list, each item ${typeWords(type.of)}`
    case "range":
      return "a list of two, each a whole number from 1 to 65535"
    case "ports":
      return 'a map of ports to ports, like {"443": 8443}, with numbers from 1 to 65535'
    case "map":
      return `a map, each key ${typeWords(type.keys)}, each value ${typeWords(type.of)}`
    case "document":
      return `a ${type.schema.name} document`
    case "json":
      return "any JSON in which numbers are whole"
  }
}
