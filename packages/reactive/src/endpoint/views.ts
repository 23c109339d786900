import type { Databag, Json } from "@charmkit/ops"

/** Data that a unit or application published in a relation: a JSON value per key, as charms.reactive writes it. */
export class ReceivedData {
  readonly #bag: Databag

  constructor(bag: Databag) {
    this.#bag = bag
  }

  /**
   * Returns the parsed value of a key; invalid JSON is returned as text; undefined if there is no value.
   * @param check accepts a value; if it returns false, the result is undefined
   */
  get(key: string): Json | undefined
  get<T extends Json>(key: string, check: (value: Json) => value is T): T | undefined
  get(key: string, check: (value: Json) => boolean = () => true): Json | undefined {
    const text = this.#bag.get(key)
    const value = text === undefined ? undefined : decode(text)
    return value !== undefined && check(value) ? value : undefined
  }

  /** Sorted. */
  keys(): readonly string[] {
    return this.#bag.keys()
  }

  /** The unparsed values. */
  get raw(): Readonly<Record<string, string>> {
    return this.#bag.readable ? this.#bag.toObject() : {}
  }
}

/** Data that this charm publishes in a relation: a JSON value per key. Changes are sent when the hook succeeds. */
export class PublishedData {
  readonly #bag: Databag

  constructor(bag: Databag) {
    this.#bag = bag
  }

  get(key: string): Json | undefined {
    const text = this.#bag.get(key)
    return text === undefined ? undefined : decode(text)
  }

  /** @throws RelationDataAccessError if this unit must not write here: only the leader writes application data */
  set(key: string, value: Json): void {
    this.#bag.set(key, encode(value))
  }

  delete(key: string): void {
    this.#bag.delete(key)
  }

  /** The databag itself, for values that are not JSON. */
  get raw(): Databag {
    return this.#bag
  }
}

function decode(text: string): Json {
  try {
    // JSON.parse returns JSON.
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

/** Serializes with sorted keys, so that equal values give equal text. */
function encode(value: Json): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}
