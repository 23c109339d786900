import { type CharmBase, FrameworkObject, type Relation } from "@charmkit/ops"
import type { ReceivedResponse } from "../../interface/received-response.ts"
import { ackedKey, type Extension } from "../../wire.ts"
import { StoredHashes, type StoredHashesState } from "../stored-hashes.ts"
import { OwnKeys } from "../tls-key.ts"
import { ProviderRelation, type Shared } from "./provider-relation.ts"

const NO_RELATION = -1

/**
 * The requirer's side of an endpoint: the relations to providers, and the responses that this unit has acknowledged. All APIs of the library
 * at the endpoint share it. Acknowledgements are in the unit's stored state, because a write to a databag triggers hooks in all units of the
 * provider, which do not use them.
 */
export class ResponseEngine extends FrameworkObject {
  static override readonly handleKind = "LBResponses"
  readonly #charm: CharmBase
  readonly #endpoint: string
  readonly #shared: Shared
  readonly #relations = new Map<number, ProviderRelation>()
  /** The extensions that this side announces: those that its charm reads. Objects for further ones add themselves. */
  readonly reads = new Set<Extension>(["details"])
  /** Called after each write of a request. */
  readonly whenSent = new Set<(provider: ProviderRelation) => void>()
  readonly #state = this.storedState({
    /** Id of the relation in use, to which `app` and the acknowledgements belong. */
    relation: NO_RELATION,
    /** Name of the remote application, so that not every hook has to run a hook tool for it. */
    app: "",
  })
  /** Hashes of acknowledged responses. An empty hash means none, and overrides the acknowledgement of version 0.1.0 in the databag. */
  readonly #acked = new StoredHashes(this.storedState<StoredHashesState>({ hashes: {} }, "_acked"))

  /** Returns the engine of an endpoint. */
  static of(charm: CharmBase, endpoint: string): ResponseEngine {
    const handle = charm.handle.child("LBResponses", endpoint)
    return charm.framework.find(handle, ResponseEngine) ?? new ResponseEngine(charm, endpoint)
  }

  /** Use `of`. */
  constructor(charm: CharmBase, endpoint: string) {
    super(charm, endpoint)
    this.#charm = charm
    this.#endpoint = endpoint
    this.#shared = {
      model: charm.model,
      keys: new OwnKeys(charm.model),
      newIds: new Map(),
      reads: this.reads,
      whenSent: this.whenSent,
    }
  }

  /** All relations of the endpoint, which is meant for one. */
  get relations(): readonly ProviderRelation[] {
    return this.#charm.model.relations(this.#endpoint).map((relation) => this.open(relation))
  }

  /** The relation in use: the oldest one. */
  get provider(): ProviderRelation | undefined {
    const [relation] = this.#charm.model.relations(this.#endpoint)
    return relation === undefined ? undefined : this.open(relation)
  }

  /** The relation in use, once the version is agreed. */
  get usable(): ProviderRelation | undefined {
    const { provider } = this
    return provider?.snapshot.obstacle === undefined ? provider : undefined
  }

  open(relation: Relation): ProviderRelation {
    const known = this.#relations.get(relation.id)
    if (known !== undefined) return known
    const { relation: id, app } = this.#state
    if (relation.id === id && app !== "") relation.rememberApp(this.#charm.model.getApp(app))
    const opened = new ProviderRelation(this.#shared, relation)
    this.#relations.set(relation.id, opened)
    return opened
  }

  /**
   * Stores which relation is in use; acknowledgements of another relation are deleted. An acknowledgement is also deleted when the response
   * changes, so that the old response is new again if it returns.
   */
  follow(): void {
    const { provider } = this
    this.#use(provider?.relation.id ?? NO_RELATION)
    this.#state.app = provider?.relation.app?.name ?? ""
    if (provider === undefined) return
    for (const name of this.#known(provider)) {
      const response = provider.snapshot.response(name)
      if (response !== undefined && this.hasAcked(provider, name) && !this.isAcked(provider, response))
        this.#forget(provider, name)
    }
  }

  isAcked(provider: ProviderRelation, { name, hash }: ReceivedResponse): boolean {
    if (this.#keptOf(provider, name) !== undefined) return this.#acked.has(name, hash)
    return provider.own?.get(ackedKey(name)) === hash
  }

  hasAcked(provider: ProviderRelation, name: string): boolean {
    const kept = this.#keptOf(provider, name)
    return kept === undefined ? provider.own?.get(ackedKey(name)) !== undefined : kept !== ""
  }

  /** Complete responses that are not acknowledged. */
  get unacknowledged(): readonly ReceivedResponse[] {
    const { usable } = this
    return usable?.snapshot.complete.filter((response) => !this.isAcked(usable, response)) ?? []
  }

  /** Returns whether a response is new, changed or gone since it was acknowledged, without reading the others. */
  isUnacknowledged(name: string): boolean {
    const { usable } = this
    if (usable === undefined) return false
    const complete = usable.snapshot.completeResponse(name)
    if (complete !== undefined) return !this.isAcked(usable, complete)
    return usable.snapshot.isRequested(name) !== false && this.isRevoked(usable, name)
  }

  /** Names of acknowledged responses that the provider has revoked while their request still exists. */
  get revoked(): readonly string[] {
    const { usable } = this
    return usable === undefined ? [] : this.#known(usable).filter((name) => this.isRevoked(usable, name))
  }

  isRevoked(provider: ProviderRelation, name: string): boolean {
    return this.hasAcked(provider, name) && provider.snapshot.response(name) === undefined
  }

  acknowledge({ name, hash }: ReceivedResponse): void {
    if (this.provider === undefined) return
    this.#use(this.provider.relation.id)
    this.#acked.set(name, hash)
  }

  /** Deletes the acknowledgement, because the response or its request no longer exists. */
  forget(name: string): void {
    if (this.provider !== undefined) this.#forget(this.provider, name)
  }

  #forget({ own }: ProviderRelation, name: string): void {
    if (own?.get(ackedKey(name)) === undefined) this.#acked.delete(name)
    else this.#acked.set(name, "")
  }

  #use(relationId: number): void {
    if (this.#state.relation === relationId) return
    this.#state.relation = relationId
    this.#acked.clear()
  }

  /** Names that may have an acknowledgement. Followers cannot read the requests and use the names in their stored state. */
  #known({ snapshot }: ProviderRelation): readonly string[] {
    return snapshot.requested ?? this.#acked.names
  }

  #keptOf({ relation }: ProviderRelation, name: string): string | undefined {
    return relation.id === this.#state.relation ? this.#acked.get(name) : undefined
  }
}
