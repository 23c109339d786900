// Long because it has all members of upstream's class, whose callers expect them in one place.
import {
  type AnyCharm,
  type CharmBase,
  type CharmTypes,
  type Databag,
  defineEvents,
  type EndpointName,
  FrameworkObject,
  type KnownName,
  type Relation,
  type RelationBrokenEvent,
} from "@charmkit/ops"
import { checkEndpoint } from "../engine/check-endpoint.ts"
import { Remaining } from "../engine/remaining.ts"
import { Announcements, NOTHING_ANNOUNCED } from "../engine/responses/announcements.ts"
import type { ProviderRelation } from "../engine/responses/provider-relation.ts"
import { ResponseEngine } from "../engine/responses/response-engine.ts"
import { StoredHashes, type StoredHashesState } from "../engine/stored-hashes.ts"
import type { TlsKeys } from "../engine/tls-key.ts"
import type { Capabilities } from "../interface/capabilities.ts"
import { LoadBalancerError } from "../interface/errors.ts"
import type { InvalidResponse, ReceivedResponse, RevokedResponse } from "../interface/received-response.ts"
import type { Request } from "../interface/request.ts"
import { shorten } from "../interface/text.ts"
import { formatIssues, type Issue, requestKey } from "../wire.ts"
import type { ReactiveFlags } from "./events-and-flags.ts"
import { LBProviderAvailable, LBResponseAvailable, LBResponseChanged } from "./events-and-flags.ts"

/** Options of the requirer; all are optional. */
export interface LBProviderOptions {
  /**
   * How private keys are sent. `negotiate` (the default): in a Juju secret to providers that can read one, as plain text to others.
   * `secret`: only in a secret; otherwise `sendRequest` throws. `plain`: only as plain text.
   */
  readonly tlsKeys?: TlsKeys
}

/**
 * The requirer's side, for a charm that needs load balancers and has `requires: { …: { interface: loadbalancer, limit: 1 } }`.
 *
 * The leader sends requests. Followers see the responses, but not whether they are current (`freshness: "unknown"`).
 * No property throws because of a provider's documents; unreadable ones are in `invalidResponses`.
 */
export class LBProvider<
  Charm extends CharmTypes = AnyCharm,
  Endpoint extends string = string,
> extends FrameworkObject {
  static override readonly handleKind = "LBProvider"
  /**
   * For reactive charms: the flags that `manageFlags` sets, without their prefix `endpoint.NAME.`. `health.changed` is that of
   * `LBProviderWithHealth`.
   */
  static readonly reactiveFlags = [
    "available",
    "response.available",
    "response.changed",
    "health.changed",
  ] as const
  /** `available`, `responseAvailable` (the first one only) and `responseChanged`. */
  readonly on = defineEvents(this, {
    available: LBProviderAvailable,
    responseAvailable: LBResponseAvailable,
    responseChanged: LBResponseChanged,
  })
  /** Name of the endpoint in the charm's metadata. */
  readonly endpoint: string
  readonly #charm: CharmBase
  readonly #tlsKeys: TlsKeys
  readonly #engine: ResponseEngine
  #flags: ReactiveFlags | undefined
  readonly #complete = new Remaining(
    () => this.completeResponses.map(({ name }) => name),
    (name) => this.#engine.usable?.snapshot.completeResponse(name) !== undefined,
  )
  readonly #unacknowledged = new Remaining(
    () => [...this.revokedResponses, ...this.newResponses].map(({ name }) => name),
    (name) => this.#engine.isUnacknowledged(name),
  )
  #looked = false
  #moved = false
  readonly #state = this.storedState({
    ...NOTHING_ANNOUNCED,
    /** Whether a request is draining, so that update-status has to check it. */
    draining: false as boolean,
  })
  readonly #announcements = new Announcements(
    this.#state,
    new StoredHashes(this.storedState<StoredHashesState>({ hashes: {} }, "_announced")),
  )

  /** @param endpoint its name in the charm's metadata */
  constructor(
    charm: CharmBase<Charm>,
    endpoint: KnownName<Endpoint, EndpointName<Charm>>,
    options: LBProviderOptions = {},
  ) {
    super(charm, endpoint)
    checkEndpoint(charm, endpoint, "LBProvider")
    this.#charm = charm
    this.#tlsKeys = options.tlsKeys ?? "negotiate"
    this.endpoint = endpoint
    this.#engine = ResponseEngine.of(charm, endpoint)
    const { created, joined, changed, departed, broken } = charm.on.relation(endpoint)
    const { leaderElected, configChanged } = charm.on
    for (const event of [created, joined, changed, departed, leaderElected, configChanged])
      this.observe(event, this.onEvent)
    this.observe(broken, this.onBroken)
    this.observe(charm.on.upgradeCharm, this.onUpgrade)
    this.observe(charm.on.updateStatus, this.onUpdateStatus)
  }

  /** The relation in use, once the version is agreed. Of several relations the oldest is used; see `tooManyRelations`. */
  get relation(): Relation | undefined {
    return this.#engine.usable?.relation
  }

  /** Whether there is more than one relation. The endpoint is meant for one provider: set a blocked status while this is true. */
  get tooManyRelations(): boolean {
    return this.#engine.relations.length > 1
  }

  /** Whether there is a provider with an agreed version. */
  get isAvailable(): boolean {
    return this.#engine.usable !== undefined
  }

  /** The reason why `isAvailable` is false, for a status message; undefined if it is true. */
  get waitingFor(): string | undefined {
    const { provider } = this.#engine
    return provider === undefined ? "no relation to a provider" : provider.snapshot.obstacle
  }

  /** The provider's capabilities; undefined for providers without any, such as all in Python. A change emits `available` again. */
  get capabilities(): Capabilities | undefined {
    return this.#engine.usable?.snapshot.capabilities
  }

  /** Whether this unit may call `getRequest`, `sendRequest` and `removeRequest`. */
  get canRequest(): boolean {
    return this.isAvailable && this.#charm.unit.isLeader()
  }

  /** Whether a response is new, changed or gone since it was acknowledged. */
  get isChanged(): boolean {
    return this.newResponses.length > 0 || this.revokedResponses.length > 0
  }

  /** Whether there is a complete response. */
  get hasResponse(): boolean {
    return this.completeResponses.length > 0
  }

  /** All sent requests, by name. Leader only; empty on followers. */
  get allRequests(): readonly Request[] {
    const provider = this.#engine.usable
    return provider?.snapshot.requested?.map((name) => provider.request(name)) ?? []
  }

  /** All readable responses, by name, including stale ones. */
  get allResponses(): readonly ReceivedResponse[] {
    return this.#engine.usable?.snapshot.all ?? []
  }

  /** The current responses, including refusals. On followers: all readable responses. */
  get completeResponses(): readonly ReceivedResponse[] {
    return this.#engine.usable?.snapshot.complete ?? []
  }

  /** Complete responses that are not acknowledged. */
  get newResponses(): readonly ReceivedResponse[] {
    return this.#engine.unacknowledged
  }

  /** Acknowledged responses that the provider has revoked while their request still exists. */
  get revokedResponses(): readonly RevokedResponse[] {
    return this.#engine.revoked.map((name) => ({ name }))
  }

  /** Unreadable responses. They count as no response. */
  get invalidResponses(): readonly InvalidResponse[] {
    return this.#engine.usable?.snapshot.invalid ?? []
  }

  /**
   * Returns the request of this name as it was sent, or a new one. Fill it in and pass it to `sendRequest`.
   * @throws LoadBalancerError unless `canRequest`
   */
  getRequest(name: string): Request {
    return this.#require("get a request").provider.request(name)
  }

  /**
   * Sends a request if it differs from the sent one.
   * @throws ValidationError with all issues, and nothing is written; LoadBalancerError unless `canRequest`
   */
  sendRequest(request: Request): void {
    const { provider, own } = this.#require("send a request")
    const before = own.get(requestKey(request.name))
    provider.send(own, request, this.#tlsKeys)
    // The acknowledged response answered the previous version of the request.
    if (own.get(requestKey(request.name)) !== before) this.#engine.forget(request.name)
    this.#forgetLostResponses()
  }

  /**
   * Withdraws a request. Does nothing if there is no relation.
   * @throws LoadBalancerError on a follower
   */
  removeRequest(name: string): void {
    this.#requireLeader("remove a request")
    const provider = this.#engine.usable
    if (provider?.own === undefined) return
    provider.remove(provider.own, name)
    this.#engine.forget(name)
    this.#announcements.forget(name)
    this.#forgetLostResponses()
  }

  /**
   * Drains and then withdraws a request: the provider accepts no new connections and lets the open ones end. When it is drained, or after
   * `seconds`, the next hook removes the request. It is removed at once if the provider does not support draining or has given no address.
   * Sending the request again cancels the drain.
   * @throws LoadBalancerError on a follower
   */
  drainRequest(name: string, { seconds }: { readonly seconds: number }): void {
    this.#requireLeader("drain a request")
    const provider = this.#engine.usable
    if (provider?.own === undefined) return
    if (provider.drain(provider.own, name, seconds)) this.#state.draining = true
    else this.removeRequest(name)
  }

  /** Names of the draining requests. Leader only; empty on followers. */
  get drainingRequests(): readonly string[] {
    return this.#engine.usable?.snapshot.draining ?? []
  }

  /**
   * Returns the response to the request of this name. The leader gets only a current response, because a stale address may belong to another
   * version of the request. Undefined if there is none, or if it is unreadable.
   */
  getResponse(name: string): ReceivedResponse | undefined {
    const response = this.#engine.usable?.snapshot.response(name)
    return response?.freshness === "stale" ? undefined : response
  }

  /** Acknowledges a response, or the end of one: it does not count as new any more. */
  ackResponse(response: ReceivedResponse | RevokedResponse): void {
    if ("hash" in response) this.#engine.acknowledge(response)
    else this.#engine.forget(response.name)
    this.#clearFlags()
  }

  /**
   * Called by the framework of reactive charms. `.available`: `isAvailable`; `.response.available`: there is a complete response;
   * `.response.changed`: responses are not acknowledged, or revoked. `.changed` has the value of `.response.changed` at the start of the hook.
   */
  manageFlags(flags: ReactiveFlags): void {
    this.#flags = flags
    // Other hooks cannot change this relation, and reading it would run hook tools.
    const look = this.#looked || flags.fresh || flags.isSet("response.changed")
    if (look) {
      // Another relation is in use now: clear the flag first, so that its handlers run again.
      if (this.#moved) flags.toggle("available", false)
      flags.toggle("available", this.isAvailable)
      flags.toggle("response.available", this.hasResponse)
      flags.toggle("response.changed", this.isChanged)
    }
    flags.toggle("changed", look && this.isChanged)
  }

  /** @internal Removes the secrets of the relation, because Juju only revokes their grants. */
  async onBroken({ relation }: RelationBrokenEvent): Promise<void> {
    this.#engine.open(relation).removeSecrets()
    await this.onEvent()
  }

  /** @internal Evaluates the relation again, because a new revision of the charm may read the same documents differently. */
  onUpgrade(): Promise<void> {
    this.#announcements.markDirty()
    return this.onEvent()
  }

  /** @internal Removes drained requests, and those whose deadline has passed without a report from the provider. */
  onUpdateStatus(): void {
    if (!this.#state.draining) return
    this.#looked = true
    this.#removeDrained()
  }

  /** @internal */
  async onEvent(): Promise<void> {
    for (const relation of this.#engine.relations) relation.announce()
    if (this.#announcements.isUnchanged(this.#engine.provider) && !this.#state.draining) return
    this.#looked = true
    this.#engine.follow()
    const { moved, ended } = this.#announcements.follow(this.#engine.usable)
    if (moved) this.#moved = true
    if (ended) await this.on.responseChanged.emit()
    this.#removeDrained()
    await this.#notify()
  }

  /** Emits the events one after the other, because a handler of one event can decide whether the next one is due. */
  async #notify(): Promise<void> {
    const provider = this.#engine.usable
    if (provider === undefined) return
    if (this.#announcements.takeAvailable(provider)) await this.on.available.emit()
    if (this.#announcements.takeFirstResponse(provider)) await this.on.responseAvailable.emit()
    for (const { name, issues } of provider.snapshot.invalid) this.#warn(name, issues)
    if (this.#announcements.takeResponses(this.#engine, provider)) await this.on.responseChanged.emit()
  }

  #removeDrained(): void {
    const provider = this.#engine.usable
    for (const name of this.drainingRequests)
      if (provider?.isDrainOver(name) === true) this.removeRequest(name)
    this.#state.draining = this.drainingRequests.length > 0
  }

  #forgetLostResponses(): void {
    if (!this.hasResponse) this.#announcements.loseResponses()
    this.#clearFlags()
  }

  /** Clears flags in the same hook, so that their handlers do not run for settled responses. */
  #clearFlags(): void {
    if (this.#flags?.isSet("response.available") === true && !this.#complete.any())
      this.#flags.toggle("response.available", false)
    if (this.#flags?.isSet("response.changed") === true && !this.#unacknowledged.any())
      this.#flags.toggle("response.changed", false)
  }

  #require(what: string): { provider: ProviderRelation; own: Databag } {
    this.#requireLeader(what)
    const provider = this.#engine.usable
    const own = provider?.own
    if (provider !== undefined && own !== undefined) return { provider, own }
    throw new LoadBalancerError(
      "relation-not-available",
      `cannot ${what}: no provider is available on ${this.endpoint} (${this.waitingFor ?? "unknown"}); ask canRequest first`,
    )
  }

  #requireLeader(what: string): void {
    const { unit } = this.#charm
    if (unit.isLeader()) return
    throw new LoadBalancerError(
      "not-leader",
      `${unit.name} is not the leader and cannot ${what}; ask canRequest first`,
    )
  }

  #warn(name: string, issues: readonly Issue[]): void {
    this.#charm.log.warning(
      shorten(`The response "${name}" on ${this.endpoint} cannot be read: ${formatIssues(issues)}`),
    )
  }
}
