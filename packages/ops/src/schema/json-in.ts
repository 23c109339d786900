import type { Databag } from "../model/databag.ts"

/** The part of a databag that is used. */
export type TextDatabag = Pick<Databag, "toObject" | "update">

/** A databag whose values are JSON texts. */
export interface JsonDatabag {
  toObject(): Record<string, unknown>
  /** The databag with the texts. */
  readonly texts: TextDatabag
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
  return { texts: databag, toObject: () => jsonValues(databag.toObject()) }
}

export function jsonValues(texts: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, parsed(text)]))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
