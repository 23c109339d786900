import type { StoredHashes } from "../stored-hashes.ts"
import type { ProviderRelation } from "./provider-relation.ts"
import type { ResponseEngine } from "./response-engine.ts"

/** The stored state of a unit: which events its charm has received. */
export interface AnnouncedState extends Record<string, number | string | boolean> {
  relation: number
  role: string
  hasResponse: boolean
  /** Hash of the provider's capabilities. */
  capabilities: string
  /** Relation id and hashes of both databags when events were last decided. */
  texts: string
}

/** The state of a unit whose charm has received no event yet. */
export const NOTHING_ANNOUNCED: AnnouncedState = {
  relation: -1,
  role: "none",
  hasResponse: false,
  capabilities: "",
  texts: "never",
}

/**
 * Decides which events the charm of a requirer has to receive. It compares content instead of counting Juju's events, because hooks for
 * units, addresses and retries do not mean that a response has changed. If this state is lost, each event is emitted once more.
 */
export class Announcements {
  readonly #state: AnnouncedState
  /** Hashes of the announced responses; an empty hash means that the end of the response was announced. */
  readonly #responses: StoredHashes

  constructor(state: AnnouncedState, responses: StoredHashes) {
    this.#state = state
    this.#responses = responses
  }

  /** Returns whether the relation is unchanged since events were last decided. No event is due then. */
  isUnchanged(provider: ProviderRelation | undefined): boolean {
    const texts = provider === undefined ? "" : `${provider.relation.id} ${provider.texts}`
    if (this.#state.texts === texts) return true
    this.#state.texts = texts
    return false
  }

  /** Makes the next event evaluate the relation even if its documents are unchanged. */
  markDirty(): void {
    this.#state.texts = NOTHING_ANNOUNCED.texts
  }

  /**
   * Resets the state if another relation is in use.
   * @returns `moved`: whether another relation is in use; `ended`: whether announced responses ended with the previous one
   */
  follow(provider: ProviderRelation | undefined): { readonly moved: boolean; readonly ended: boolean } {
    const relation = provider?.relation.id ?? NOTHING_ANNOUNCED.relation
    if (this.#state.relation === relation) return { moved: false, ended: false }
    const ended = this.#responses.names.some((name) => this.#responses.get(name) !== "")
    Object.assign(this.#state, { ...NOTHING_ANNOUNCED, relation, texts: this.#state.texts })
    this.#responses.clear()
    return { moved: true, ended }
  }

  /**
   * Returns whether `available` is due. It is emitted again when a follower becomes leader, because only a leader can send requests, and
   * when the provider's capabilities change.
   */
  takeAvailable({ snapshot }: ProviderRelation): boolean {
    const { role: before, capabilities: couldBefore } = this.#state
    this.#state.role = snapshot.isOwner ? "leader" : "follower"
    this.#state.capabilities = snapshot.capabilitiesHash
    return (
      before === "none" ||
      (before === "follower" && this.#state.role === "leader") ||
      couldBefore !== this.#state.capabilities
    )
  }

  takeFirstResponse({ snapshot }: ProviderRelation): boolean {
    const before = this.#state.hasResponse
    this.#state.hasResponse = snapshot.complete.length > 0
    return this.#state.hasResponse && !before
  }

  /** Called when there is no complete response any more, for example after a changed request. The next one counts as the first again. */
  loseResponses(): void {
    this.#state.hasResponse = false
  }

  /** Returns whether any response has changed or ended since it was announced. */
  takeResponses(engine: ResponseEngine, provider: ProviderRelation): boolean {
    const { snapshot } = provider
    const complete = new Map(snapshot.complete.map((response) => [response.name, response]))
    const names = new Set([...(snapshot.requested ?? this.#responses.names), ...complete.keys()])
    const changed = [...names].filter((name) => {
      const response = complete.get(name)
      const announced = this.#responses.get(name)
      if (response !== undefined)
        return announced === undefined
          ? !engine.isAcked(provider, response)
          : !this.#responses.has(name, response.hash)
      // A stale response has not ended; its successor is pending.
      if (snapshot.response(name) !== undefined) return false
      return announced === undefined ? engine.hasAcked(provider, name) : announced !== ""
    })
    for (const name of changed) this.#responses.set(name, complete.get(name)?.hash ?? "")
    return changed.length > 0
  }

  forget(name: string): void {
    this.#responses.delete(name)
  }
}
