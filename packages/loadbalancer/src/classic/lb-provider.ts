// Long because the names of upstream's class, and what they need, belong in one place.
import {
  type CharmBase,
  type Databag,
  defineEvents,
  FrameworkObject,
  type Relation,
  type RelationBrokenEvent,
} from "@charmkit/ops"
import { checkEndpoint } from "../engine/check-endpoint.ts"
import { Remaining } from "../engine/remaining.ts"
import { Announcements, NOTHING_ANNOUNCED } from "../engine/responses/announcements.ts"
import type { ProviderRelation } from "../engine/responses/provider-relation.ts"
import { ResponseEngine } from "../engine/responses/response-engine.ts"
import type { TlsKeys } from "../engine/responses/tls-keys.ts"
import { StoredHashes, type StoredHashesState } from "../engine/stored-hashes.ts"
import type { Capabilities } from "../interface/capabilities.ts"
import { LoadBalancerError } from "../interface/errors.ts"
import type { InvalidResponse, ReceivedResponse, RevokedResponse } from "../interface/received-response.ts"
import type { Request } from "../interface/request.ts"
import { shorten } from "../interface/text.ts"
import { formatIssues, type Issue, requestKey } from "../wire.ts"
import { LBProviderAvailable, LBResponseAvailable, LBResponseChanged } from "./events.ts"
import type { ReactiveFlags } from "./reactive-flags.ts"

/** How the consumer's side behaves; all of it has defaults. */
export interface LBProviderOptions {
  /**
   * How private keys travel. `negotiate`, if not given: as a Juju secret to providers that can read one, as plain text to others.
   * `secret`: never as plain text; `sendRequest` refuses instead. `plain`: always as plain text.
   */
  readonly tlsKeys?: TlsKeys
}

/**
 * The consumer's side: for a charm that wants load balancers and has `requires: { …: { interface: loadbalancer, limit: 1 } }`.
 *
 * The leader asks and decides; followers see the responses, but not whether they are still right (`freshness: "unknown"`).
 * No property throws for what a provider wrote; that is in `invalidResponses`.
 */
export class LBProvider extends FrameworkObject {
  static override readonly handleKind = "LBProvider"
  /** For reactive charms: the flags that `manageFlags` keeps, after `endpoint.NAME.`. */
  static readonly reactiveFlags = ["available", "response.available", "response.changed"] as const
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
    /** Whether update-status has to look whether something is drained. */
    draining: false as boolean,
  })
  readonly #announcements = new Announcements(
    this.#state,
    new StoredHashes(this.storedState<StoredHashesState>({ hashes: {} }, "_told")),
  )

  /** @param endpoint its name in the charm's metadata */
  constructor(charm: CharmBase, endpoint: string, options: LBProviderOptions = {}) {
    super(charm, endpoint)
    checkEndpoint(charm, endpoint, "LBProvider")
    this.#charm = charm
    this.#tlsKeys = options.tlsKeys ?? "negotiate"
    this.endpoint = endpoint
    this.#engine = ResponseEngine.of(charm, endpoint)
    const relation = charm.on.relation(endpoint)
    this.observe(relation.created, this.onEvent)
    this.observe(relation.joined, this.onEvent)
    this.observe(relation.changed, this.onEvent)
    this.observe(relation.departed, this.onEvent)
    this.observe(relation.broken, this.onBroken)
    this.observe(charm.on.leaderElected, this.onEvent)
    this.observe(charm.on.upgradeCharm, this.onUpgrade)
    this.observe(charm.on.configChanged, this.onEvent)
    this.observe(charm.on.updateStatus, this.onUpdateStatus)
  }

  /** The relation in use, once the provider speaks our version. Of several the oldest counts; see `tooManyRelations`. */
  get relation(): Relation | undefined {
    return this.#engine.usable?.relation
  }

  /** The endpoint is made for one provider. Block, and say so, while this is true. */
  get tooManyRelations(): boolean {
    return this.#engine.relations.length > 1
  }

  /** Whether there is a provider that speaks our version. */
  get isAvailable(): boolean {
    return this.#engine.usable !== undefined
  }

  /** Why `isAvailable` is false, for a status line; undefined if it is true. */
  get waitingFor(): string | undefined {
    const { provider } = this.#engine
    return provider === undefined ? "no relation to a provider" : provider.snapshot.obstacle
  }

  /** What the provider says that it can do; undefined if it does not say, as all in Python. A change fires `available` again. */
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

  /** Whether any of the complete responses is there. */
  get hasResponse(): boolean {
    return this.completeResponses.length > 0
  }

  /** By name. Leader only; empty for followers. */
  get allRequests(): readonly Request[] {
    const provider = this.#engine.usable
    return provider?.snapshot.requested?.map((name) => provider.request(name)) ?? []
  }

  /** By name. Everything the provider has written that can be read, also what answers nothing that is asked for now. */
  get allResponses(): readonly ReceivedResponse[] {
    return this.#engine.usable?.snapshot.all ?? []
  }

  /** The responses that answer the requests as they were sent last, refusals included. On followers: all responses. */
  get completeResponses(): readonly ReceivedResponse[] {
    return this.#engine.usable?.snapshot.complete ?? []
  }

  /** Complete responses that are not acknowledged. */
  get newResponses(): readonly ReceivedResponse[] {
    return this.#engine.unacknowledged
  }

  /** Acknowledged responses of requests that still stand, which the provider has taken back. */
  get revokedResponses(): readonly RevokedResponse[] {
    return this.#engine.revoked.map((name) => ({ name }))
  }

  /** Responses that cannot be read. They count as no response. */
  get invalidResponses(): readonly InvalidResponse[] {
    return this.#engine.usable?.snapshot.invalid ?? []
  }

  /**
   * The request of this name as it was sent, or a new one. Fill it in and give it to `sendRequest`.
   * @throws LoadBalancerError unless `canRequest`
   */
  getRequest(name: string): Request {
    return this.#require("get a request").provider.request(name)
  }

  /**
   * Sends a request, if it differs from what was sent.
   * @throws ValidationError with all that is wrong, and nothing is written; LoadBalancerError unless `canRequest`
   */
  sendRequest(request: Request): void {
    const { provider, own } = this.#require("send a request")
    const before = own.get(requestKey(request.name))
    provider.send(own, request, this.#tlsKeys)
    // What was acknowledged was the answer to another request.
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
   * Withdraws a request gently: the provider takes no new connections and lets the old ones end; then, or after `seconds`, the request is
   * removed in the next hook. At once if the provider cannot do that, or has given no address. Sending the request again stops it.
   * @throws LoadBalancerError on a follower
   */
  drainRequest(name: string, { seconds }: { readonly seconds: number }): void {
    this.#requireLeader("drain a request")
    const provider = this.#engine.usable
    if (provider?.own === undefined) return
    if (provider.drain(provider.own, name, seconds)) this.#state.draining = true
    else this.removeRequest(name)
  }

  /** Names of the requests that are being drained. Leader only; empty for followers. */
  get drainingRequests(): readonly string[] {
    return this.#engine.usable?.snapshot.draining ?? []
  }

  /**
   * The response to the request of this name. On the leader only if it answers what was sent last: an address that was given
   * for something else is not returned. Undefined too if it cannot be read.
   */
  getResponse(name: string): ReceivedResponse | undefined {
    const response = this.#engine.usable?.snapshot.response(name)
    return response?.freshness === "stale" ? undefined : response
  }

  /** Notes that a response, or the end of one, has been dealt with. */
  ackResponse(response: ReceivedResponse | RevokedResponse): void {
    if ("hash" in response) this.#engine.acknowledge(response)
    else this.#engine.forget(response.name)
    this.#clearFlags()
  }

  /**
   * For reactive charms, whose framework calls it. `.available`; `.response.available`: there is a complete response;
   * `.response.changed`: some are not acknowledged, or taken back. `.changed` is the same at the start of the hook.
   */
  manageFlags(flags: ReactiveFlags): void {
    this.#flags = flags
    // In a hook of something else nothing has changed here, and reading it would cost calls.
    const look = this.#looked || flags.fresh || flags.isSet("response.changed")
    if (look) {
      // Another relation took the place of the old one: what was done for that one has to be done again.
      if (this.#moved) flags.toggle("available", false)
      flags.toggle("available", this.isAvailable)
      flags.toggle("response.available", this.hasResponse)
      flags.toggle("response.changed", this.isChanged)
    }
    flags.toggle("changed", look && this.isChanged)
  }

  /** @internal Juju takes back the grants of a relation that ends, but not the secrets. */
  async onBroken({ relation }: RelationBrokenEvent): Promise<void> {
    this.#engine.open(relation).removeSecrets()
    await this.onEvent()
  }

  /** @internal */
  onUpgrade(): Promise<void> {
    this.#announcements.lookAgain()
    return this.onEvent()
  }

  /** @internal A request has to go in time even if the provider never says that it is drained. */
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

  /** Each in turn: what a handler of one event does decides whether there is another one. */
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

  /** In the same hook, so that what waits for a flag does not run for what is settled. */
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
