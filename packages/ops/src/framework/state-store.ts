/** Keeps text between dispatches: in Juju's controller state, or in a file. */
export interface StateStore {
  /** Returns all stored values. Called at most once per dispatch, and only if a value is needed. */
  load(): Record<string, string>
  /** Applies all changes or none; null deletes a key. Called at most once, and only if there are changes. */
  save(changes: Record<string, string | null>): void
}

/** Reads the store lazily, and writes it once per dispatch. */
export class StateCache {
  readonly #store: StateStore
  #loaded: Map<string, string> | undefined

  constructor(store: StateStore) {
    this.#store = store
  }

  get(key: string): string | undefined {
    this.#loaded ??= new Map(Object.entries(this.#store.load()))
    return this.#loaded.get(key)
  }

  /** Writes the values that differ from the stored ones, if any. */
  save(wanted: ReadonlyMap<string, string | null>): void {
    const changes: Record<string, string | null> = {}
    for (const [key, text] of wanted) {
      if (text !== (this.get(key) ?? null)) changes[key] = text
    }
    if (Object.keys(changes).length > 0) this.#store.save(changes)
  }
}
