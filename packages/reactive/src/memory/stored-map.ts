import type { FrameworkObject, Json } from "@charmkit/ops"

/** JSON values by any key, kept with the state of operator charms: read when first asked, written once, if anything differs. */
export class StoredMap {
  readonly #state: { values: { [key: string]: Json } }

  constructor(charm: FrameworkObject, name: string) {
    this.#state = charm.storedState({ values: {} as { [key: string]: Json } }, name)
  }

  get(key: string): Json | undefined {
    const values = this.#values
    return Object.hasOwn(values, key) ? values[key] : undefined
  }

  /** @throws JsonValueError for what is not JSON */
  set(key: string, value: Json): void {
    // Not by assignment: that would take the key "__proto__" for something else.
    Object.defineProperty(this.#values, key, { value, enumerable: true, writable: true, configurable: true })
  }

  delete(key: string): void {
    Reflect.deleteProperty(this.#values, key)
  }

  /** Sorted. */
  keys(): readonly string[] {
    return Object.keys(this.#values).sort()
  }

  /** An older version may have stored anything. */
  get #values(): { [key: string]: Json } {
    const values: unknown = this.#state.values
    if (typeof values !== "object" || values === null || Array.isArray(values)) this.#state.values = {}
    return this.#state.values
  }
}
