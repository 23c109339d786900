import type { Json } from "@charmkit/ops"
import type { StoredMap } from "../memory/stored-map.ts"

/**
 * Values that a charm keeps from hook to hook: JSON by any key. Written with the flags when the hook ends well. What is given and got
 * is the value itself, as with stored state: who changes a list in it changes what is kept.
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

  /** @throws JsonValueError for what is not JSON */
  set(key: string, value: Json): void {
    this.#values.set(key, value)
  }

  unset(key: string): void {
    this.#values.delete(key)
  }

  /**
   * All whose key begins with the prefix, sorted by key.
   * @param options strip: leave the prefix out of the keys
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
