import { type CharmBase, FrameworkObject, type Relation } from "@charmkit/ops"
import type { ReceivedResponse } from "../../interface/received-response.ts"
import { ackedKey } from "../../wire.ts"
import { StoredHashes, type StoredHashesState } from "../stored-hashes.ts"
import { OwnKeys } from "../tls-key.ts"
import { ProviderRelation, type Shared } from "./provider-relation.ts"

const NO_RELATION = -1

/**
 * The requirer's side of an endpoint, which all APIs of the library for that endpoint share: the relations to providers, and which responses
 * this unit has acknowledged. Acknowledgements are in the unit's state: a databag would wake all units of the provider, who read
 * nothing of them.
 */
export class ResponseEngine extends FrameworkObject {
  static override readonly handleKind = "LBResponses"
  readonly #charm: CharmBase
  readonly #endpoint: string
  readonly #shared: Shared
  readonly #relations = new Map<number, ProviderRelation>()
  readonly #state = this.storedState({
    /** The relation that the rest is about. */
    relation: NO_RELATION,
    /** The application at its other end, so that not every hook has to ask who that is. */
    app: "",
  })
  /** Hashes of acknowledged responses; an empty one says that there is none, whatever version 0.1.0 has left in the databag. */
  readonly #acked = new StoredHashes(this.storedState<StoredHashesState>({ hashes: {} }, "_acked"))

  /** The engine of an endpoint. */
  static of(charm: CharmBase, endpoint: string): ResponseEngine {
    const handle = charm.handle.child("LBResponses", endpoint)
    return charm.framework.find(handle, ResponseEngine) ?? new ResponseEngine(charm, endpoint)
  }

  /** Use `of`. */
  constructor(charm: CharmBase, endpoint: string) {
    super(charm, endpoint)
    this.#charm = charm
    this.#endpoint = endpoint
    this.#shared = { model: charm.model, keys: new OwnKeys(charm.model), newIds: new Map() }
  }

  /** All relations of the endpoint, which is made for one. */
  get relations(): readonly ProviderRelation[] {
    return this.#charm.model.relations(this.#endpoint).map((relation) => this.open(relation))
  }

  /** The relation in use: of several the oldest. */
  get provider(): ProviderRelation | undefined {
    const [relation] = this.#charm.model.relations(this.#endpoint)
    return relation === undefined ? undefined : this.open(relation)
  }

  /** The relation in use, once the provider speaks our version. */
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
   * Notes which relation is in use; what was acknowledged in another one ends with it. A response that is not the acknowledged one is to be
   * seen, also if the old one comes back.
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

  /** Whether a response is new, changed or gone since it was acknowledged, without a look at the others. */
  isUnacknowledged(name: string): boolean {
    const { usable } = this
    if (usable === undefined) return false
    const complete = usable.snapshot.completeResponse(name)
    if (complete !== undefined) return !this.isAcked(usable, complete)
    return usable.snapshot.isRequested(name) !== false && this.isRevoked(usable, name)
  }

  /** Names of acknowledged responses which the provider has taken back, of requests that still stand. */
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

  /** There is no response any more, or the request that it answers. */
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

  /** Followers do not know what is asked for. */
  #known({ snapshot }: ProviderRelation): readonly string[] {
    return snapshot.requested ?? this.#acked.names
  }

  #keptOf({ relation }: ProviderRelation, name: string): string | undefined {
    return relation.id === this.#state.relation ? this.#acked.get(name) : undefined
  }
}
