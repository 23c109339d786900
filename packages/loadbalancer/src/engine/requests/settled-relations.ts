import { md5 } from "../../wire.ts"

/** In characters of JSON; Juju keeps 65,536 under one key of a unit's state. It is enough for some 1,000 relations. */
const LIMIT = 60_000

/** What the leader keeps of one relation, in its own unit's state. */
type Entry = {
  /** Hash of the default backends that all answered requests have been served with, except those in `open`; missing if none has any. */
  readonly backends?: string
  /** Names of answered requests that are still to be served: they were deferred, or the default backends have changed. */
  readonly open?: readonly string[]
  /** How many requests there are; missing while something is left to do. */
  readonly count?: number
  /** Of both sides' texts, where nothing is left to do. */
  readonly texts?: string
}

/** By the id of the relation. */
export interface SettledState extends Record<string, Record<string, Entry>> {
  relations: Record<string, Entry>
}

/** The state of a relation at the end of a hook. */
export interface RelationOutcome {
  /** Undefined if no request has default backends. */
  readonly backends: readonly string[] | undefined
  readonly open: readonly string[]
  /** How many requests there are, and a hash of both sides' texts; undefined while something is left to do. */
  readonly settled: { readonly count: number; readonly texts: string } | undefined
}

/**
 * What the provider's leader has done with default backends, and in which relations nothing is left to do. It is in the unit's state,
 * because a databag would wake all units of the requirer, who read nothing of it. A unit that becomes leader starts without it:
 * it cannot know what the last leader has served, so it serves each request with default backends once more.
 */
export class SettledRelations {
  readonly #state: SettledState
  /** Served (true) or deferred (false) in this dispatch, by relation and name. */
  readonly #now = new Map<string, boolean>()

  #hashed: { readonly of: readonly string[]; readonly hash: string } | undefined

  constructor(state: SettledState) {
    this.#state = state
  }

  mark(relationId: number, name: string, served: boolean): void {
    this.#now.set(`${relationId}/${name}`, served)
  }

  /** Whether an answered request has been deferred. */
  isDeferred(relationId: number, name: string): boolean {
    const now = this.#now.get(`${relationId}/${name}`)
    return now === undefined ? this.#entry(relationId)?.open?.includes(name) === true : !now
  }

  /** Whether an answered request has been served with these default backends. */
  isServed(relationId: number, name: string, backends: readonly string[]): boolean {
    const now = this.#now.get(`${relationId}/${name}`)
    if (now !== undefined) return now
    const entry = this.#entry(relationId)
    return (
      entry !== undefined && entry.backends === this.#hashOf(backends) && entry.open?.includes(name) !== true
    )
  }

  /** The number of requests of a relation where nothing is left to do; undefined for all others. */
  count(relationId: number): number | undefined {
    return this.#entry(relationId)?.count
  }

  /** Whether nothing was left to do with these texts, and the default backends are those of then. */
  isUnchanged(relationId: number, texts: string, backends: () => readonly string[]): boolean {
    const entry = this.#entry(relationId)
    if (entry?.count === undefined || entry.texts !== texts) return false
    return entry.backends === undefined || entry.backends === this.#hashOf(backends())
  }

  /** Has the relation read again: something in it has changed, or may have. */
  unsettle(relationId: number): void {
    const entry = this.#entry(relationId)
    if (entry?.count === undefined) return
    const { count: _count, texts: _texts, ...rest } = entry
    this.#state.relations[String(relationId)] = rest
  }

  commit(relationId: number, { backends, open, settled }: RelationOutcome): void {
    const { relations } = this.#state
    relations[String(relationId)] = {
      ...(backends === undefined ? {} : { backends: hashOf(backends) }),
      ...(open.length === 0 ? {} : { open }),
      ...settled,
    }
    // What finds no place is served again, which is better than a hook that fails for its state.
    if (JSON.stringify(relations).length > LIMIT) this.forget(relationId)
  }

  forget(relationId: number): void {
    delete this.#state.relations[String(relationId)]
  }

  /** Another unit leads, or has led. */
  clear(): void {
    if (Object.keys(this.#state.relations).length > 0) this.#state.relations = {}
  }

  /** All requests of a relation have the same list of default backends. */
  #hashOf(backends: readonly string[]): string {
    if (this.#hashed?.of !== backends) this.#hashed = { of: backends, hash: hashOf(backends) }
    return this.#hashed.hash
  }

  #entry(relationId: number): Entry | undefined {
    return this.#state.relations[String(relationId)]
  }
}

/** Short: two lists of backends that follow each other have the same one once in 2^48 times. */
function hashOf(backends: readonly string[]): string {
  return md5(backends.join(" ")).slice(0, 12)
}
