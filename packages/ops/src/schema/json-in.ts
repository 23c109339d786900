import type { Databag } from "../model/databag.ts"
import type { SchemaTarget } from "./write-with.ts"

/** The part of a databag that is used. */
export type TextDatabag = Pick<Databag, "toObject" | "set" | "delete">

/** A databag whose values are JSON texts. */
export interface JsonDatabag extends SchemaTarget<unknown> {
  toObject(): Record<string, unknown>
}

/**
 * Returns a databag whose values are JSON texts, one for each field, as pydantic models are in charms in Python (`relation.save`). A value
 * that is not JSON is read as text, because Juju adds some of its own (`ingress-address`).
 * @example
 * const Database = v.object({ hosts: v.array(v.string()), port: v.number() })
 *
 * const database = readWith(Database, jsonIn(relation.data(app)))
 * writeWith(Database, jsonIn(relation.data(this.app)), { hosts: ["10.0.0.7"], port: 5432 })
 */
export function jsonIn(databag: TextDatabag): JsonDatabag {
  return {
    toObject: () =>
      Object.fromEntries(Object.entries(databag.toObject()).map(([key, text]) => [key, parsed(text)])),
    set: (key, value) => databag.set(key, JSON.stringify(value) ?? ""),
    delete: (key) => databag.delete(key),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
