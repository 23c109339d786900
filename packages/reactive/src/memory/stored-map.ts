import type { FrameworkObject, Json } from "@charmkit/ops"

/** JSON values by any key, in the stored state of `@charmkit/ops`: read on first use, written once if anything changed. */
export class StoredMap {
  readonly #state: { values: { [key: string]: Json } }

  constructor(charm: FrameworkObject, name: string) {
    this.#state = charm.storedState({ values: {} as { [key: string]: Json } }, name)
  }

  get(key: string): Json | undefined {
    const values = this.#values
    return Object.hasOwn(values, key) ? values[key] : undefined
  }

  /** @throws JsonValueError for values that are not JSON */
  set(key: string, value: Json): void {
    // Not by assignment, which would set the prototype for the key "__proto__".
    Object.defineProperty(this.#values, key, { value, enumerable: true, writable: true, configurable: true })
  }

  delete(key: string): void {
    Reflect.deleteProperty(this.#values, key)
  }

  /** Sorted. */
  keys(): readonly string[] {
    return Object.keys(this.#values).sort()
  }

  /** Replaces an invalid shape, which an older version of the charm may have written. */
  get #values(): { [key: string]: Json } {
    const values: unknown = this.#state.values
    if (typeof values !== "object" || values === null || Array.isArray(values)) this.#state.values = {}
    return this.#state.values
  }
}
