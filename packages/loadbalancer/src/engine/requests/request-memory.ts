import type { StoredHashes } from "../stored-hashes.ts"

/** In bytes of JSON; Juju keeps 65,536 under one key. */
const LIMIT = 60_000
/** Per relation, so that one requirer with thousands of names cannot displace the requests of others. */
const LIMIT_OF_RELATION = 4_000

type Kind = "seen" | "ended"

/** The requests of one relation: ids by name; an empty id is unknown. */
type Requests = Record<string, string>

/** The stored state of a unit, by the id of the relation. */
export interface RequestMemoryState extends Record<string, Record<string, Requests>> {
  /** Requests that this unit has seen in existing relations. */
  seen: Record<string, Requests>
  /** Requests of ended relations whose removal is not settled, as far as this unit knows. */
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
 * gone. This memory is therefore the only source for a follower that becomes leader after a relation has ended.
 */
export class RequestMemory {
  readonly #state: RequestMemoryState
  /** Of what the requirers had written when it was stored. */
  readonly #hashes: StoredHashes
  /** Relations whose end has been recorded in this hook. */
  readonly #ending = new Set<number>()
  #knownSize: number | undefined

  constructor(state: RequestMemoryState, hashes: StoredHashes) {
    this.#state = state
    this.#hashes = hashes
  }

  /**
   * Adds the current requests of a relation. Earlier ones are kept: only the leader knows whether their removal is settled. A relation that
   * had ended exists again: a cross-model relation was suspended and is resumed.
   * @param texts hash of what the requirer has written; while it is the same, the requests are not read
   */
  see(relationId: number, texts: string, requests: Iterable<readonly [name: string, id: string]>): void {
    const key = `seen ${relationId}`
    if (this.#ending.has(relationId) || this.#hashes.has(key, texts)) return
    const { seen, ended } = this.#state
    const earlier = [seen[relationId], ended[relationId]].flatMap((one) => Object.entries(one ?? {}))
    const all = bounded([requests, earlier])
    this.#keep("ended", relationId, {})
    this.#keep("seen", relationId, all)
    // Without room for them they are tried again.
    if (seen[relationId] !== undefined || Object.keys(all).length === 0) this.#hashes.set(key, texts)
  }

  /**
   * Records that the relation ends for this unit in this hook. Further calls in the same hook have no effect.
   * @param unsettled the requests that the leader knows to be unsettled; by default all requests seen
   */
  end(relationId: number, unsettled?: Iterable<readonly [name: string, id: string]>): void {
    if (this.#ending.has(relationId)) return
    this.#ending.add(relationId)
    this.#hashes.delete(`seen ${relationId}`)
    const requests = bounded([unsettled ?? Object.entries(this.#state.seen[relationId] ?? {})])
    this.#keep("seen", relationId, {})
    this.#keep("ended", relationId, requests)
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

  /** Returns whether the relation has ended with unsettled requests; with a name, whether that request is one of them. */
  hasEnded(relationId: number, name?: string): boolean {
    const requests = this.#state.ended[relationId]
    return requests !== undefined && (name === undefined || Object.hasOwn(requests, name))
  }

  /** Deletes a request whose removal is settled. If it still exists, it is stored again. */
  forget(relationId: number, name: string): void {
    this.#hashes.delete(`seen ${relationId}`)
    for (const kind of ["seen", "ended"] as const) {
      const { [name]: known, ...others } = this.#state[kind][relationId] ?? {}
      if (known !== undefined) this.#keep(kind, relationId, others)
    }
  }

  #keep(kind: Kind, relationId: number, requests: Requests): void {
    this.#put(kind, relationId, requests)
    if (this.#size <= LIMIT) return
    // Juju gives relations ascending ids, and objects list integer keys in ascending order: the oldest relation is dropped first.
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

  /** Computed once per dispatch, because it serializes the whole memory. */
  get #size(): number {
    const { seen, ended } = this.#state
    this.#knownSize ??= [...Object.values(seen), ...Object.values(ended)].map(sizeOf).reduce(add, 0)
    return this.#knownSize
  }
}

/** Returns as many requests as fit into the limit, in this order. The first one of each name counts. */
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

/** Includes 20 bytes for the id of the relation and JSON's punctuation. */
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
