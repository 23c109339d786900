import { BoundedTexts } from "../bounded-texts.ts"
import { textHash } from "../text-hash.ts"

/** Characters per relation, so that one requirer with many names cannot displace the state of others. */
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
  readonly #texts: BoundedTexts
  /** Served (true) or deferred (false) in this dispatch, by relation and name. */
  readonly #now = new Map<string, boolean>()
  readonly #entries = new Map<number, Entry | undefined>()
  #hashed: { readonly of: readonly string[]; readonly hash: string } | undefined

  constructor(state: SettledState) {
    this.#state = state
    this.#texts = new BoundedTexts(() => state.relations)
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
    if (entry?.count === undefined || entry.texts !== texts()) return false
    return entry.backends === "" || entry.backends === this.#hashOf(backends())
  }

  /** Marks a relation as no longer settled, because it has changed or may have. */
  unsettle(relationId: number): void {
    const entry = this.#entry(relationId)
    if (entry?.count !== undefined) this.#put(relationId, { ...entry, count: undefined, texts: "" })
  }

  /** Marks all relations as no longer settled. */
  unsettleAll(): void {
    for (const id of this.#texts.names) this.unsettle(Number(id))
  }

  commit(relationId: number, { backends, open, settled }: RelationOutcome): void {
    this.#put(relationId, {
      backends: backends === undefined ? "" : this.#hashOf(backends),
      count: settled?.count,
      texts: settled?.texts ?? "",
      open,
    })
  }

  forget(relationId: number): void {
    this.#entries.set(relationId, undefined)
    this.#texts.delete(String(relationId))
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
    this.#texts.clear()
  }

  /** An entry that exceeds the limit is not stored: serving it again costs less than a hook that fails because of its state. */
  #put(relationId: number, entry: Entry): void {
    const text = textOf(entry)
    const fits = text.length <= LIMIT_OF_RELATION && this.#texts.set(String(relationId), text)
    if (fits) this.#entries.set(relationId, entry)
    else this.forget(relationId)
  }

  /** Caches the last list, because all requests of a relation share one list of default backends. */
  #hashOf(backends: readonly string[]): string {
    if (this.#hashed?.of !== backends) this.#hashed = { of: backends, hash: textHash(backends.join(" ")) }
    return this.#hashed.hash
  }

  #entry(relationId: number): Entry | undefined {
    if (this.#entries.has(relationId)) return this.#entries.get(relationId)
    const text = this.#texts.get(String(relationId))
    const entry = text === undefined ? undefined : entryOf(text)
    this.#entries.set(relationId, entry)
    return entry
  }
}

/** Spaces can separate the names, because a request whose name has a space is unusable. */
function textOf({ backends, count, texts, open }: Entry): string {
  return [backends, count, texts, ...open].join(" ")
}

function entryOf(text: string): Entry {
  const [backends = "", count = "", texts = "", ...open] = text.split(" ")
  return { backends, count: count === "" ? undefined : Number(count), texts, open }
}
