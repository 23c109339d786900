import { md5 } from "../../wire.ts"

/** In bytes of JSON; Juju keeps 65,536 under one key of a unit's state. It is enough for some 1,500 relations. */
const LIMIT = 60_000

/** So that one requirer with many names cannot push out what is kept of others. */
const LIMIT_OF_RELATION = 4_000

/** What the leader keeps of one relation. */
interface Entry {
  /** Hash of the default backends that all answered requests have been served with, except those in `open`; empty if none has any. */
  readonly backends: string
  /** How many requests there are; undefined while something is left to do. */
  readonly count: number | undefined
  /** Of both sides' texts, where nothing is left to do. */
  readonly texts: string
  /** Names of answered requests that are still to be served: they were deferred, or the default backends have changed. */
  readonly open: readonly string[]
}

/** By the id of the relation, each as one line of words. */
export interface SettledState extends Record<string, Record<string, string>> {
  relations: Record<string, string>
}

/** The state of a relation at the end of a hook. */
export interface RelationOutcome {
  /** Undefined if no request has default backends. */
  readonly backends: readonly string[] | undefined
  readonly open: readonly string[]
  /** How many requests there are, and both sides' texts; undefined while something is left to do. */
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
  readonly #entries = new Map<number, Entry | undefined>()
  #hashed: { readonly of: readonly string[]; readonly hash: string } | undefined
  #size: number | undefined

  constructor(state: SettledState) {
    this.#state = state
  }

  mark(relationId: number, name: string, served: boolean): void {
    this.#now.set(`${relationId}/${name}`, served)
  }

  /** Whether an answered request has been deferred, or was left for later. */
  isDeferred(relationId: number, name: string): boolean {
    const now = this.#now.get(`${relationId}/${name}`)
    return now === undefined ? this.#entry(relationId)?.open.includes(name) === true : !now
  }

  /** Whether an answered request has been served with these default backends. */
  isServed(relationId: number, name: string, backends: readonly string[]): boolean {
    const now = this.#now.get(`${relationId}/${name}`)
    if (now !== undefined) return now
    const entry = this.#entry(relationId)
    return entry !== undefined && entry.backends === this.#hashOf(backends) && !entry.open.includes(name)
  }

  /** The number of requests of a relation where nothing is left to do; undefined for all others. */
  count(relationId: number): number | undefined {
    return this.#entry(relationId)?.count
  }

  /** Whether nothing was left to do with these texts, and the default backends are those of then. */
  isUnchanged(relationId: number, texts: string, backends: () => readonly string[]): boolean {
    const entry = this.#entry(relationId)
    if (entry?.count === undefined || entry.texts !== shortHash(texts)) return false
    return entry.backends === "" || entry.backends === this.#hashOf(backends())
  }

  /** Has the relation read again: something in it has changed, or may have. */
  unsettle(relationId: number): void {
    const entry = this.#entry(relationId)
    if (entry?.count !== undefined) this.#put(relationId, { ...entry, count: undefined, texts: "" })
  }

  unsettleAll(): void {
    for (const key of Object.keys(this.#state.relations)) this.unsettle(Number(key))
  }

  commit(relationId: number, { backends, open, settled }: RelationOutcome): void {
    this.#put(relationId, {
      backends: backends === undefined ? "" : this.#hashOf(backends),
      count: settled?.count,
      texts: settled === undefined ? "" : shortHash(settled.texts),
      open,
    })
  }

  forget(relationId: number): void {
    this.#put(relationId, undefined)
  }

  /** Another unit leads, or has led. */
  clear(): void {
    this.#entries.clear()
    this.#size = 0
    if (Object.keys(this.#state.relations).length > 0) this.#state.relations = {}
  }

  /** What finds no place is served again, which is better than a hook that fails for its state. */
  #put(relationId: number, entry: Entry | undefined): void {
    const { relations } = this.#state
    const key = String(relationId)
    const [before, text] = [relations[key], entry === undefined ? undefined : textOf(entry)]
    const others = this.#total - sizeOf(key, before)
    const fits = text !== undefined && text.length <= LIMIT_OF_RELATION && others + sizeOf(key, text) <= LIMIT
    this.#entries.set(relationId, fits ? entry : undefined)
    this.#size = others + (fits ? sizeOf(key, text) : 0)
    if (fits) relations[key] = text
    else if (before !== undefined) delete relations[key]
  }

  /** Added up once per dispatch. */
  get #total(): number {
    this.#size ??= Object.entries(this.#state.relations).reduce(
      (sum, [key, text]) => sum + sizeOf(key, text),
      0,
    )
    return this.#size
  }

  /** All requests of a relation have the same list of default backends. */
  #hashOf(backends: readonly string[]): string {
    if (this.#hashed?.of !== backends) this.#hashed = { of: backends, hash: shortHash(backends.join(" ")) }
    return this.#hashed.hash
  }

  #entry(relationId: number): Entry | undefined {
    if (this.#entries.has(relationId)) return this.#entries.get(relationId)
    const text = this.#state.relations[String(relationId)]
    const entry = text === undefined ? undefined : entryOf(text)
    this.#entries.set(relationId, entry)
    return entry
  }
}

/** Names have no spaces: a request with another one cannot be used. */
function textOf({ backends, count, texts, open }: Entry): string {
  return [backends || "-", count ?? "-", texts || "-", ...open].join(" ")
}

function entryOf(text: string): Entry {
  const [backends = "-", count = "-", texts = "-", ...open] = text.split(" ")
  return {
    backends: backends === "-" ? "" : backends,
    count: count === "-" ? undefined : Number(count),
    texts: texts === "-" ? "" : texts,
    open,
  }
}

function sizeOf(key: string, text: string | undefined): number {
  return text === undefined ? 0 : Buffer.byteLength(JSON.stringify([key, text]))
}

/** Short: two texts that follow each other have the same one once in 2^48 times. */
function shortHash(text: string): string {
  return md5(text).slice(0, 12)
}
