import type { DatabagRules } from "./databag-rules.ts"
import { RelationDataAccessError, RelationDataTypeError } from "./errors.ts"

/**
 * What reading the databag gave. A relation that is gone has no data, and what Juju denies counts as empty where that is no surprise;
 * neither is an error. `refused`: Juju shows the databag to this unit, but not now.
 */
export type DatabagContent =
  | { readonly state: "read"; readonly values: ReadonlyMap<string, string> }
  | { readonly state: "denied" | "refused"; readonly reason: string }
  | { readonly state: "gone" }

export interface DatabagOptions {
  /** For messages: `db:3, application mysql` */
  readonly label: string
  readonly rules: DatabagRules
  readonly read: () => DatabagContent
  /** Called with the first staged change. */
  readonly onStaged: () => void
}

const NOTHING: ReadonlyMap<string, string> = new Map()

/**
 * The data that one unit or application publishes in one relation: strings by string keys.
 *
 * Read once per dispatch, when first asked. Writes are checked against Juju's access rules at once, can be read back, and are
 * sent with the commit: one `relation-set` if anything differs (Juju applies it when the hook has succeeded).
 */
export class Databag {
  readonly #options: DatabagOptions
  readonly #staged = new Map<string, string>()
  #content: DatabagContent | undefined
  /** Undefined after a change: charms ask for the keys more often than they write. */
  #keys: readonly string[] | undefined

  constructor(options: DatabagOptions) {
    this.#options = options
  }

  /** Whether values can be read: false for what Juju refuses and for relations that are gone. Never throws for those. */
  get readable(): boolean {
    if (this.#options.rules.readRefusal() !== undefined) return false
    return this.#options.rules.certain || this.#read().state === "read"
  }

  get writable(): boolean {
    return this.#options.rules.writeRefusal() === undefined
  }

  /** @throws RelationDataAccessError if the databag must not be read */
  get(key: string): string | undefined {
    this.#checkKey(key)
    this.#checkReadable()
    const value = this.#staged.get(key) ?? this.#values().get(key)
    // In Juju the empty string is no value: setting it deletes the key.
    return value === "" ? undefined : value
  }

  /** False, without an error, if the databag must not be read. */
  has(key: string): boolean {
    return this.keys().includes(key)
  }

  /** Sorted. Empty, without an error, if the databag must not be read. @throws RelationDataAccessError if Juju fails to show it */
  keys(): readonly string[] {
    if (this.#options.rules.readRefusal() !== undefined) return []
    this.#keys ??= [...this.#merged().keys()].sort()
    return this.#keys
  }

  /** Sorted by key. @throws RelationDataAccessError if the databag must not be read */
  entries(): readonly (readonly [string, string])[] {
    this.#checkReadable()
    return [...this.#merged()].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** @throws RelationDataAccessError if the databag must not be read */
  toObject(): Record<string, string> {
    return Object.fromEntries(this.entries())
  }

  /**
   * Stages a value; the empty string deletes the key.
   * @throws RelationDataTypeError for anything but strings; RelationDataAccessError if this unit must not write here
   */
  set(key: string, value: string): void {
    this.#stage([[key, value]])
  }

  delete(key: string): void {
    this.#stage([[key, ""]])
  }

  /** Stages all values or, if one is refused, none. */
  update(values: Readonly<Record<string, string>>): void {
    this.#stage(Object.entries(values))
  }

  #stage(entries: readonly (readonly [key: string, value: string])[]): void {
    for (const [key, value] of entries) {
      this.#checkKey(key)
      if (typeof value !== "string") {
        throw new RelationDataTypeError(
          `the value of "${key}" (${this.#options.label}) must be a string, not ${typeName(value)}; ` +
            'write structured values as JSON text, and "" to delete the key',
        )
      }
    }
    const refusal = this.#options.rules.writeRefusal()
    if (refusal !== undefined) throw new RelationDataAccessError(`${refusal} (${this.#options.label})`)
    for (const [key, value] of entries) this.#staged.set(key, value)
    this.#keys = undefined
    if (entries.length > 0) this.#options.onStaged()
  }

  /** @internal What the staged values change; `""` deletes. */
  changes(): Record<string, string> {
    const values = this.#staged.size === 0 ? NOTHING : this.#values()
    return Object.fromEntries([...this.#staged].filter(([key, value]) => value !== (values.get(key) ?? "")))
  }

  #merged(): Map<string, string> {
    const merged = new Map(this.#values())
    for (const [key, value] of this.#staged) {
      if (value === "") merged.delete(key)
      else merged.set(key, value)
    }
    return merged
  }

  #values(): ReadonlyMap<string, string> {
    const content = this.#read()
    // Taken for empty, it would look as if the peer had taken everything back.
    if (content.state === "refused") throw this.#refused(content.reason)
    return content.state === "read" ? content.values : NOTHING
  }

  #read(): DatabagContent {
    this.#content ??= this.#options.read()
    return this.#content
  }

  #checkReadable(): void {
    const refusal = this.#options.rules.readRefusal()
    if (refusal !== undefined) throw new RelationDataAccessError(`${refusal} (${this.#options.label})`)
    if (this.#options.rules.certain) return
    const content = this.#read()
    if (content.state === "denied") throw this.#refused(content.reason)
  }

  #refused(reason: string): RelationDataAccessError {
    return new RelationDataAccessError(
      `Juju refused to let this unit read ${this.#options.label} (${reason}); ask databag.readable first`,
    )
  }

  #checkKey(key: unknown): void {
    if (typeof key !== "string" || key === "") {
      throw new RelationDataTypeError(
        `a key of relation data (${this.#options.label}) is a string that is not empty, not ${typeName(key)}`,
      )
    }
  }
}

function typeName(value: unknown): string {
  if (value === "") return "an empty one"
  if (value === null) return "null"
  return Array.isArray(value) ? "an array" : typeof value
}
