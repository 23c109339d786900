/** In bytes of JSON; Juju keeps 65,536 under one key. */
const LIMIT = 60_000
/** So that one consumer with thousands of names cannot push out what is remembered of others. */
const LIMIT_OF_RELATION = 4_000

type Kind = "seen" | "ended"

/** The requests of one relation: ids by name, an empty one if it is not known. */
type Requests = Record<string, string>

/** What a unit keeps in its stored state, by the id of the relation. */
export interface RequestMemoryState extends Record<string, Record<string, Requests>> {
  /** Requests that this unit has seen in relations that exist. */
  seen: Record<string, Requests>
  /** Requests of relations that have ended for this unit, and that nobody has settled as far as it knows. */
  ended: Record<string, Requests>
}

/** A request of a relation that has ended. */
export interface EndedRequest {
  readonly relationId: number
  readonly name: string
  readonly id: string | undefined
}

/**
 * The requests that a unit has seen. Juju does not let a follower read what its leader has written, and no unit can read a relation that is
 * gone. So this memory is all that a follower has to go by when it comes to lead while relations end.
 */
export class RequestMemory {
  readonly #state: RequestMemoryState
  /** Relations that end in this hook. */
  readonly #ending = new Set<number>()
  #knownSize: number | undefined

  constructor(state: RequestMemoryState) {
    this.#state = state
  }

  /** Adds the requests that a relation has now. Earlier ones stay: only the leader knows whether their removal is settled. */
  see(relationId: number, requests: Iterable<readonly [name: string, id: string]>): void {
    if (this.#ending.has(relationId)) return
    this.#keep("seen", relationId, bounded([requests, Object.entries(this.#state.seen[relationId] ?? {})]))
  }

  /**
   * The relation ends for this unit, in this hook: once, however many objects say so.
   * @param unsettled what the leader knows to be left; by default all that was seen
   */
  end(relationId: number, unsettled?: Iterable<readonly [name: string, id: string]>): void {
    if (this.#ending.has(relationId)) return
    this.#ending.add(relationId)
    const requests = bounded([unsettled ?? Object.entries(this.#state.seen[relationId] ?? {})])
    this.#keep("seen", relationId, {})
    this.#keep("ended", relationId, requests)
  }

  /** The relation exists after all: a cross-model relation was suspended and is resumed. */
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

  /** Whether the relation has ended with something unsettled; with a name, whether it is this request. */
  hasEnded(relationId: number, name?: string): boolean {
    const requests = this.#state.ended[relationId]
    return requests !== undefined && (name === undefined || Object.hasOwn(requests, name))
  }

  /** Its removal is settled. */
  forget(relationId: number, name: string): void {
    for (const kind of ["seen", "ended"] as const) {
      const { [name]: known, ...others } = this.#state[kind][relationId] ?? {}
      if (known !== undefined) this.#keep(kind, relationId, others)
    }
  }

  #keep(kind: Kind, relationId: number, requests: Requests): void {
    this.#put(kind, relationId, requests)
    if (this.#size <= LIMIT) return
    // Juju gives relations ascending ids, and objects list such keys in that order: what ended first goes first.
    for (const oldest of Object.keys(this.#state.ended)) {
      this.#put("ended", Number(oldest), {})
      if (this.#size <= LIMIT) return
    }
    this.#put(kind, relationId, {})
  }

  #put(kind: Kind, relationId: number, requests: Requests): void {
    const before = this.#state[kind][relationId] ?? {}
    this.#knownSize = this.#size + sizeOf(requests) - sizeOf(before)
    if (Object.keys(requests).length === 0) delete this.#state[kind][relationId]
    else this.#state[kind][relationId] = requests
  }

  /** Added up once per dispatch, because each look at all of it costs as much as it holds. */
  get #size(): number {
    const { seen, ended } = this.#state
    this.#knownSize ??= [...Object.values(seen), ...Object.values(ended)].map(sizeOf).reduce(add, 0)
    return this.#knownSize
  }
}

/** As many as have room, in this order. Of two with one name the first counts. */
function bounded(lists: readonly Iterable<readonly [name: string, id: string]>[]): Requests {
  const requests = new Map<string, string>()
  let left = LIMIT_OF_RELATION
  for (const list of lists) {
    for (const [name, id] of list) {
      if (requests.has(name)) continue
      left -= sizeOfOne(name, id)
      if (left < 0) return Object.fromEntries(requests)
      requests.set(name, id)
    }
  }
  return Object.fromEntries(requests)
}

/** With room for the id of the relation and what JSON puts between two. */
function sizeOf(requests: Requests): number {
  const sizes = Object.entries(requests).map(([name, id]) => sizeOfOne(name, id))
  return sizes.length === 0 ? 0 : sizes.reduce(add, 20)
}

function sizeOfOne(name: string, id: string): number {
  return Buffer.byteLength(JSON.stringify([name, id]))
}

function add(a: number, b: number): number {
  return a + b
}
