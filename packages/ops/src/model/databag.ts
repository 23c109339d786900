import type { DatabagRules } from "./databag-rules.ts"
import { RelationDataAccessError, RelationDataTypeError } from "./errors.ts"

/**
 * The result of reading a databag. Two results count as empty without an error: `gone` (the relation was removed) and `denied` (Juju's
 * access rules forbid it). `refused`: the rules allow it, but Juju fails to show the databag now.
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
  /** Called when a change is staged. */
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
  /** Undefined after a change. Cached because charms read the keys more often than they write. */
  #keys: readonly string[] | undefined

  constructor(options: DatabagOptions) {
    this.#options = options
  }

  /** Whether values can be read. False, never an error, if Juju refuses it or the relation was removed. */
  get readable(): boolean {
    if (this.#options.rules.readRefusal() !== undefined) return false
    return this.#options.rules.certain || this.#read().state === "read"
  }

  get writable(): boolean {
    return this.#options.rules.writeRefusal() === undefined
  }

  /** @throws RelationDataAccessError if this unit must not read the databag */
  get(key: string): string | undefined {
    this.#checkKey(key)
    this.#checkReadable()
    const value = this.#staged.get(key) ?? this.#values().get(key)
    // Juju has no empty values: setting one deletes the key.
    return value === "" ? undefined : value
  }

  /** False, without an error, if this unit must not read the databag. */
  has(key: string): boolean {
    return this.keys().includes(key)
  }

  /** Sorted. Empty, without an error, if this unit must not read the databag. @throws RelationDataAccessError if Juju fails to show it */
  keys(): readonly string[] {
    if (this.#options.rules.readRefusal() !== undefined) return []
    this.#keys ??= [...this.#merged().keys()].sort()
    return this.#keys
  }

  /** Sorted by key. @throws RelationDataAccessError if this unit must not read the databag */
  entries(): readonly (readonly [string, string])[] {
    this.#checkReadable()
    return [...this.#merged()].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** @throws RelationDataAccessError if this unit must not read the databag */
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

  /** Stages all values, or none if one of them is refused. */
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

  /** @internal The staged changes; `""` deletes a key. */
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
    // Treated as empty, it would look as if the peer had deleted all of its data.
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
