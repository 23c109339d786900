import type { Json } from "@charmkit/ops"
import type { StoredMap } from "../memory/stored-map.ts"

/**
 * A charm's key-value store: JSON by any key. Written with the flags when the hook succeeds. Values are passed by reference, as in stored
 * state: a change to a list that was set or got changes the stored value.
 */
export class KeyValues {
  readonly #values: StoredMap

  constructor(values: StoredMap) {
    this.#values = values
  }

  get(key: string): Json | undefined
  get(key: string, fallback: Json): Json
  get(key: string, fallback?: Json): Json | undefined {
    return this.#values.get(key) ?? fallback
  }

  /** @throws JsonValueError for values that are not JSON */
  set(key: string, value: Json): void {
    this.#values.set(key, value)
  }

  unset(key: string): void {
    this.#values.delete(key)
  }

  /**
   * Returns all values whose key has the prefix, sorted by key.
   * @param options strip: remove the prefix from the keys
   */
  getRange(prefix: string, { strip = false } = {}): Readonly<Record<string, Json>> {
    const entries = this.#keys(prefix).map((key) => [
      strip ? key.slice(prefix.length) : key,
      this.get(key) ?? null,
    ])
    return Object.fromEntries(entries)
  }

  update(values: Readonly<Record<string, Json>>, prefix = ""): void {
    for (const [key, value] of Object.entries(values)) this.set(prefix + key, value)
  }

  unsetRange(prefix: string): void {
    for (const key of this.#keys(prefix)) this.unset(key)
  }

  #keys(prefix: string): readonly string[] {
    return this.#values.keys().filter((key) => key.startsWith(prefix))
  }
}
