import { md5 } from "../../wire.ts"

/** In bytes of JSON; Juju keeps 65,536 under one key of a unit's state. It is enough for some 1,500 relations. */
const LIMIT = 60_000

/** Per relation, so that one requirer with many names cannot displace the state of others. */
const LIMIT_OF_RELATION = 4_000

/** The stored state of one relation. */
interface Entry {
  /** Hash of the default backends that all answered requests were served with, except those in `open`; empty if none has default backends. */
  readonly backends: string
  /** Number of requests; undefined while any is pending. */
  readonly count: number | undefined
  /** Hash of both databags; empty while any request is pending. */
  readonly texts: string
  /** Names of answered requests that are pending, because they were deferred or the default backends have changed. */
  readonly open: readonly string[]
}

/** By the id of the relation, each as one line whose fields are separated by spaces. */
export interface SettledState extends Record<string, string | Record<string, string>> {
  /** `early`: this unit has acted as leader, and its leader-elected has not run yet. */
  leads: "no" | "early" | "yes"
  relations: Record<string, string>
}

/** The state of a relation at the end of a hook, as passed to `commit`. */
export interface RelationOutcome {
  /** Undefined if no request has default backends. */
  readonly backends: readonly string[] | undefined
  readonly open: readonly string[]
  /** Number of requests and hash of both databags; undefined while any request is pending. */
  readonly settled: { readonly count: number; readonly texts: string } | undefined
}

/**
 * Which default backends the provider's leader has served, and which relations are settled. This is in the unit's stored state, because a
 * write to a databag triggers hooks in all units of the requirer, which do not use it. A new leader starts without it: it cannot know what
 * the last leader has served, so it serves each request with default backends once more.
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

  /** Returns whether an answered request was deferred or left pending. */
  isDeferred(relationId: number, name: string): boolean {
    const now = this.#now.get(`${relationId}/${name}`)
    return now === undefined ? this.#entry(relationId)?.open.includes(name) === true : !now
  }

  /** Returns whether an answered request was served with these default backends. */
  isServed(relationId: number, name: string, backends: readonly string[]): boolean {
    const now = this.#now.get(`${relationId}/${name}`)
    if (now !== undefined) return now
    const entry = this.#entry(relationId)
    return entry !== undefined && entry.backends === this.#hashOf(backends) && !entry.open.includes(name)
  }

  /** Returns the number of requests in a settled relation; undefined for all others. */
  count(relationId: number): number | undefined {
    return this.#entry(relationId)?.count
  }

  /** Returns whether the relation was settled with these texts and default backends. */
  isUnchanged(relationId: number, texts: () => string, backends: () => readonly string[]): boolean {
    const entry = this.#entry(relationId)
    if (entry?.count === undefined || entry.texts !== shortHash(texts())) return false
    return entry.backends === "" || entry.backends === this.#hashOf(backends())
  }

  /** Marks a relation as no longer settled, because it has changed or may have. */
  unsettle(relationId: number): void {
    const entry = this.#entry(relationId)
    if (entry?.count !== undefined) this.#put(relationId, { ...entry, count: undefined, texts: "" })
  }

  /** Marks all relations as no longer settled. */
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

  /**
   * leader-elected: what this unit served in an earlier term is out of date, because others may have led since. What it has served in this
   * term is not: Juju runs other hooks between an election and leader-elected, for example all those before the first leader-elected.
   */
  elected(): void {
    if (!this.leadsEarly) this.#clear()
    this.#state.leads = "yes"
  }

  /** This unit acts as leader in this hook. */
  led(): void {
    if (this.#state.leads === "no") this.#state.leads = "early"
  }

  /** Another unit is leader and answers now. */
  followed(): void {
    this.#state.leads = "no"
    this.#clear()
  }

  /** Whether leader-elected has not run since this unit leads; it never does after an upgrade from version 0.1.0. */
  get leadsEarly(): boolean {
    return this.#state.leads === "early"
  }

  #clear(): void {
    this.#entries.clear()
    this.#size = 0
    if (Object.keys(this.#state.relations).length > 0) this.#state.relations = {}
  }

  /** An entry that exceeds the limit is not stored: serving it again costs less than a hook that fails because of its state. */
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

  /** Computed once per dispatch. */
  get #total(): number {
    this.#size ??= Object.entries(this.#state.relations).reduce(
      (sum, [key, text]) => sum + sizeOf(key, text),
      0,
    )
    return this.#size
  }

  /** Caches the last list, because all requests of a relation share one list of default backends. */
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

/** Spaces can separate the names, because a request whose name has a space is unusable. */
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

/** Short, because it only has to differ from its predecessor; two texts have the same hash once in 2^48 cases. */
function shortHash(text: string): string {
  return md5(text).slice(0, 12)
}
