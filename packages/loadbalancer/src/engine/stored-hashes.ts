/** In bytes of JSON; Juju keeps 65,536 under one key of a unit's state. It is enough for some 1,500 names. */
const LIMIT = 60_000

/** Keys have a prefix, because a name alone could be that of an inherited property such as `constructor`. */
const PREFIX = "="

/** The stored state of the unit. */
export interface StoredHashesState extends Record<string, Record<string, string>> {
  hashes: Record<string, string>
}

/**
 * Hashes by name in a unit's stored state, for example of announced or acknowledged responses. A hash that exceeds the limit is not stored,
 * which costs one needless event; a stored state that is too large would fail the hook.
 */
export class StoredHashes {
  readonly #state: StoredHashesState
  #size: number | undefined

  constructor(state: StoredHashesState) {
    this.#state = state
  }

  /** Returns the first 12 characters of the hash, which are enough to detect a change. */
  get(name: string): string | undefined {
    return this.#state.hashes[PREFIX + name]
  }

  has(name: string, hash: string): boolean {
    return this.get(name) === shortened(hash)
  }

  get names(): readonly string[] {
    return Object.keys(this.#state.hashes).map((key) => key.slice(PREFIX.length))
  }

  set(name: string, hash: string): void {
    if (this.has(name, hash)) return
    this.delete(name)
    const size = this.#total + sizeOf(name, shortened(hash))
    if (size > LIMIT) return
    this.#size = size
    this.#state.hashes[PREFIX + name] = shortened(hash)
  }

  delete(name: string): void {
    const before = this.get(name)
    if (before === undefined) return
    this.#size = this.#total - sizeOf(name, before)
    delete this.#state.hashes[PREFIX + name]
  }

  clear(): void {
    this.#size = 0
    if (this.names.length > 0) this.#state.hashes = {}
  }

  /** Computed once per dispatch. */
  get #total(): number {
    this.#size ??= Object.entries(this.#state.hashes).reduce(
      (sum, [key, hash]) => sum + sizeOf(key.slice(PREFIX.length), hash),
      0,
    )
    return this.#size
  }
}

function shortened(hash: string): string {
  return hash.slice(0, 12)
}

function sizeOf(name: string, hash: string): number {
  return Buffer.byteLength(JSON.stringify([PREFIX + name, hash]))
}
