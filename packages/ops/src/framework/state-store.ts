/** Where text is kept between dispatches: Juju's own state, or a file. */
export interface StateStore {
  /** All that is stored. Called at most once per dispatch, and only when something is asked. */
  load(): Record<string, string>
  /** Applies all changes or none; null deletes a key. Called at most once, only with changes. */
  save(changes: Record<string, string | null>): void
}

/** One lazy read and one write of the store per dispatch. */
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

  /** Writes what differs from what was read; nothing if nothing differs. */
  save(wanted: ReadonlyMap<string, string | null>): void {
    const changes: Record<string, string | null> = {}
    for (const [key, text] of wanted) {
      if (text !== (this.get(key) ?? null)) changes[key] = text
    }
    if (Object.keys(changes).length > 0) this.#store.save(changes)
  }
}
