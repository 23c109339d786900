import type { StoredHashes } from "../stored-hashes.ts"
import type { ProviderRelation } from "./provider-relation.ts"
import type { ResponseEngine } from "./response-engine.ts"

/** What a unit keeps of the events that its charm has got. */
export interface AnnouncedState extends Record<string, number | string | boolean> {
  relation: number
  role: string
  hasResponse: boolean
  /** Hash of what the provider can do. */
  capabilities: string
  /** A hash of what stood in the relation when it was looked at. */
  texts: string
}

/** Of a unit whose charm has got no event yet. */
export const NOTHING_ANNOUNCED: AnnouncedState = {
  relation: -1,
  role: "none",
  hasResponse: false,
  capabilities: "",
  texts: "never",
}

/**
 * Which events the charm of a requirer has still to get. Content is compared, not Juju's events: hooks for units, addresses and retries say
 * nothing about responses. Lost, the state makes events come once more, and nothing else.
 */
export class Announcements {
  readonly #state: AnnouncedState
  /** Hashes of the responses that were announced; empty for one whose end was announced. */
  readonly #responses: StoredHashes

  constructor(state: AnnouncedState, responses: StoredHashes) {
    this.#state = state
    this.#responses = responses
  }

  /** Whether the relation is as it was when events were decided last: then there are none. */
  isUnchanged(provider: ProviderRelation | undefined): boolean {
    const texts = provider === undefined ? "" : `${provider.relation.id} ${provider.texts}`
    if (this.#state.texts === texts) return true
    this.#state.texts = texts
    return false
  }

  /** A new revision of the charm may read the same texts in another way. */
  lookAgain(): void {
    this.#state.texts = NOTHING_ANNOUNCED.texts
  }

  /** What was announced belongs to one relation. @returns whether another one is in use now, and whether responses ended with the last one */
  follow(provider: ProviderRelation | undefined): { readonly moved: boolean; readonly ended: boolean } {
    const relation = provider?.relation.id ?? NOTHING_ANNOUNCED.relation
    if (this.#state.relation === relation) return { moved: false, ended: false }
    const ended = this.#responses.names.some((name) => this.#responses.get(name) !== "")
    Object.assign(this.#state, { ...NOTHING_ANNOUNCED, relation, texts: this.#state.texts })
    this.#responses.clear()
    return { moved: true, ended }
  }

  /** Again for a new leader: only it can ask, and it was told before as a follower. And if something else can be asked for. */
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

  /** Own changes can make the last response stale; the next one is then a first one again. */
  loseResponses(): void {
    this.#state.hasResponse = false
  }

  /** Whether any response is another one than was announced, or has ended. */
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
      // A response to an earlier text of the request has not ended; it waits for its successor.
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
