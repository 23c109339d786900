/** In bytes of JSON; Juju keeps 65,536 under one key. */
const LIMIT = 60_000
/** So that one consumer with thousands of names cannot push out what is remembered of others. */
const LIMIT_OF_RELATION = 4_000

/** By the id of the relation, then by name: the request's id. */
type Requests = Record<string, Record<string, string>>

/** What a unit keeps in its stored state, which wakes nobody. */
export interface RequestMemoryState extends Record<string, Requests | number[]> {
  /** Requests that this unit has seen in relations that stand. */
  seen: Requests
  /** Requests of relations that have ended for this unit, and that have not been settled as far as it knows. */
  ended: Requests
  /** Ids of relations that Juju did not list in the last hook although something exists for them. */
  unlisted: number[]
}

/** A request of a relation that has ended. */
export interface EndedRequest {
  readonly relationId: number
  readonly name: string
  readonly id: string | undefined
}

/**
 * The requests that a unit has seen. Juju does not let a follower read what its leader has answered, and nobody can read a relation that
 * is gone: a follower that comes to lead while relations end has nothing else to go by.
 */
export class RequestMemory {
  readonly #state: RequestMemoryState

  constructor(state: RequestMemoryState) {
    this.#state = state
  }

  /** Adds requests; those that are remembered already stay, because only the leader knows whether they have been settled. */
  see(relationId: number, requests: Iterable<readonly [name: string, id: string]>): void {
    this.#keep("seen", relationId, bounded([Object.entries(this.#state.seen[relationId] ?? {}), requests]))
  }

  /** Replaces what is remembered by what the leader knows: the requests whose removal has to be reported. */
  replace(relationId: number, requests: Iterable<readonly [name: string, id: string]>): void {
    this.#keep("seen", relationId, bounded([requests]))
  }

  /** The relation has ended for this unit. */
  end(relationId: number): void {
    const requests = this.#state.seen[relationId] ?? {}
    this.#keep("seen", relationId, {})
    this.#keep("ended", relationId, requests)
  }

  /** It stands after all, as a cross-model relation that was suspended and goes on. */
  revive(relationId: number): void {
    const requests = this.#state.ended[relationId]
    if (requests === undefined) return
    this.#keep("ended", relationId, {})
    this.see(relationId, Object.entries(requests))
  }

  get ended(): readonly EndedRequest[] {
    return Object.entries(this.#state.ended).flatMap(([relationId, requests]) =>
      Object.entries(requests).map(([name, id]) => ({
        relationId: Number(relationId),
        name,
        id: id === "" ? undefined : id,
      })),
    )
  }

  hasEnded(relationId: number): boolean {
    return this.#state.ended[relationId] !== undefined
  }

  /** It has been settled. */
  forget(relationId: number, name: string): void {
    for (const kind of ["seen", "ended"] as const) {
      const { [name]: known, ...others } = this.#state[kind][relationId] ?? {}
      if (known !== undefined) this.#keep(kind, relationId, others)
    }
  }

  #keep(kind: "seen" | "ended", relationId: number, requests: Record<string, string>): void {
    if (JSON.stringify(this.#state[kind][relationId] ?? {}) === JSON.stringify(requests)) return
    if (Object.keys(requests).length === 0) {
      delete this.#state[kind][relationId]
      return
    }
    this.#state[kind][relationId] = requests
    // The ids of relations ascend, and objects list such keys in that order: the oldest end goes first.
    for (const oldest of Object.keys(this.#state.ended)) {
      if (sizeOf(this.#state) <= LIMIT) return
      delete this.#state.ended[oldest]
    }
    if (sizeOf(this.#state) > LIMIT) delete this.#state[kind][relationId]
  }
}

/** As many as have room, in this order. Of two with one name the later counts. */
function bounded(lists: readonly Iterable<readonly [name: string, id: string]>[]): Record<string, string> {
  const requests = new Map<string, string>()
  let left = LIMIT_OF_RELATION
  for (const list of lists) {
    for (const [name, id] of list) {
      left -= requests.get(name) === id ? 0 : sizeOf([name, id])
      if (left < 0) return Object.fromEntries(requests)
      requests.set(name, id)
    }
  }
  return Object.fromEntries(requests)
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length
}
