import type { Databag, Json } from "@charmkit/ops"

/** What somebody has published in a relation: JSON by key, as charms.reactive writes it. */
export class ReceivedData {
  readonly #bag: Databag

  constructor(bag: Databag) {
    this.#bag = bag
  }

  /**
   * The value as it was read from JSON; text that is no JSON as it is; undefined if there is none.
   * @param check says whether the value is what you can use; one that is not is undefined
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

  /** The text of every key. */
  get raw(): Readonly<Record<string, string>> {
    return this.#bag.readable ? this.#bag.toObject() : {}
  }
}

/** What this charm publishes in a relation: JSON by key. Sent when the hook ends well, and only what differs. */
export class PublishedData {
  readonly #bag: Databag

  constructor(bag: Databag) {
    this.#bag = bag
  }

  get(key: string): Json | undefined {
    const text = this.#bag.get(key)
    return text === undefined ? undefined : decode(text)
  }

  /** @throws RelationDataAccessError if this unit must not write here: only leaders write an application's data */
  set(key: string, value: Json): void {
    this.#bag.set(key, encode(value))
  }

  delete(key: string): void {
    this.#bag.delete(key)
  }

  /** For text that is not to be JSON. */
  get raw(): Databag {
    return this.#bag
  }
}

function decode(text: string): Json {
  try {
    // What JSON.parse returns is JSON.
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return text
  }
}

/** Keys sorted, so that equal values are equal text. */
function encode(value: Json): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}
