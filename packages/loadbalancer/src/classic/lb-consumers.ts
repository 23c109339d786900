import {
  type AnyCharm,
  type CharmBase,
  type CharmTypes,
  defineEvents,
  type EndpointName,
  FrameworkObject,
  type KnownName,
  type Relation,
} from "@charmkit/ops"
import { checkEndpoint } from "../engine/check-endpoint.ts"
import type { ExistingLoadBalancer, Reconciliation } from "../engine/requests/reconcile.ts"
import { RequestEngine } from "../engine/requests/request-engine.ts"
import type { RequestOptions } from "../engine/requests/request-faces.ts"
import type {
  InvalidBackend,
  InvalidRequest,
  ReceivedRequest,
  RemovedRequest,
} from "../interface/received-request.ts"
import type { ReactiveFlags } from "./events-and-flags.ts"
import { LBRequestsChanged } from "./events-and-flags.ts"

/** Options of the provider; all are optional. */
export interface LBConsumersOptions extends RequestOptions {}

/**
 * The provider's side, for a charm that creates load balancers and has `provides: { …: { interface: loadbalancer } }`.
 *
 * No property throws because of a requirer's documents; unreadable ones are in `invalidRequests`. A unit that becomes leader gets each
 * answered request with default backends once more, because no databag records with which units' addresses it was served last.
 */
export class LBConsumers<
  Charm extends CharmTypes = AnyCharm,
  Endpoint extends string = string,
> extends FrameworkObject {
  static override readonly handleKind = "LBConsumers"
  /** For reactive charms: the flags that `manageFlags` sets, without their prefix `endpoint.NAME.`. */
  static readonly reactiveFlags = ["requests_changed"] as const
  /** `requestsChanged` is emitted while the leader has something to do. */
  readonly on = defineEvents(this, { requestsChanged: LBRequestsChanged })
  /** Name of the endpoint in the charm's metadata. */
  readonly endpoint: string
  readonly #engine: RequestEngine
  #options: RequestOptions
  #flags: ReactiveFlags | undefined

  /** @param endpoint its name in the charm's metadata */
  constructor(
    charm: CharmBase<Charm>,
    endpoint: KnownName<Endpoint, EndpointName<Charm>>,
    options: LBConsumersOptions = {},
  ) {
    super(charm, endpoint)
    checkEndpoint(charm, endpoint, "LBConsumers")
    this.endpoint = endpoint
    this.#options = options
    this.#engine = RequestEngine.of(charm, endpoint)
    this.#engine.faces.attach({ options: () => this.#options, notify: () => this.on.requestsChanged.emit() })
  }

  /** The same as the option `followersRead`, for this dispatch. Call it in the charm's constructor. */
  followerPerms({ read }: { readonly read: boolean }): void {
    this.#options = { ...this.#options, followersRead: read }
  }

  /** All valid requests, by relation id and name. Empty on followers without the option `followersRead`. */
  get allRequests(): readonly ReceivedRequest[] {
    return this.#engine.allRequests
  }

  /** The number of `allRequests`. The leader computes it without reading settled relations. */
  get requestCount(): number {
    return this.#engine.requestCount
  }

  /** Requests to answer: new, changed and deferred ones, and those whose default backends have changed since they were served. */
  get newRequests(): readonly ReceivedRequest[] {
    return this.#engine.newRequests
  }

  /**
   * Requests that were answered and no longer exist: clean up, then call `revokeResponse`. Empty on followers. A unit that becomes leader
   * also gets all requests of relations that ended while it was a follower, because it cannot know whether they were cleaned up.
   */
  get removedRequests(): readonly RemovedRequest[] {
    return this.#engine.removedRequests
  }

  /** Requests that are unreadable or must not be used. Keep their load balancers. */
  get invalidRequests(): readonly InvalidRequest[] {
    return this.#engine.invalidRequests
  }

  /** Units that are not default backends, because their address is invalid. They are logged. */
  get invalidBackends(): readonly InvalidBackend[] {
    return this.#engine.invalidBackends
  }

  /** Whether the leader has something to do. False on followers. */
  get isChanged(): boolean {
    return this.#engine.isChanged
  }

  /**
   * Compares the requests with the existing load balancers, for providers that create them outside of Juju. It needs no state of earlier
   * hooks. It therefore repairs what a killed hook has left: a load balancer without a request, or one for an earlier version of a request.
   * Call it on `requestsChanged` and in leader-elected, config-changed, upgrade-charm and update-status. Empty on followers.
   *
   * It settles `removedRequests`, because their load balancers are in `remove`. Like `newRequests` it reads only relations that are not
   * settled; in the four hooks above it reads all. Load balancers of relations that this unit has never seen are removed only in
   * update-status: before that, Juju may not have announced a relation to this unit that another unit serves already. Those of other
   * models, applications and endpoints are kept.
   * @param existing all load balancers that this application has created, as their tags describe them
   * @example
   * const { ensure, remove } = this.lb.reconcile(await this.cloud.list())
   * for (const one of remove) await this.cloud.delete(one)
   * for (const { request, existing } of ensure) {
   *   request.response.address = await this.cloud.ensure(request, existing)
   *   this.lb.sendResponse(request)
   * }
   */
  reconcile<Existing extends ExistingLoadBalancer>(existing: Iterable<Existing>): Reconciliation<Existing> {
    const plan = this.#engine.reconcile(existing)
    this.#clearFlag()
    return plan
  }

  /**
   * Answers a request with its `response`. On a follower it only logs a warning.
   * @throws ValidationError if the response has neither an address nor an error with a message or fields; LoadBalancerError if the request
   * no longer exists
   */
  sendResponse(request: ReceivedRequest): void {
    this.#engine.sendResponse(request)
    this.#clearFlag()
  }

  /**
   * Reports whether a draining request (see `ReceivedRequest.drainUntil`) is drained; the response does not change. The requirer withdraws a
   * drained request. On a follower it only logs a warning.
   * @throws LoadBalancerError if the request no longer exists
   */
  sendDrained(request: ReceivedRequest, drained: boolean): void {
    this.#engine.sendDrained(request, drained)
    this.#clearFlag()
  }

  /**
   * Keeps a request pending regardless of its response: it is in `newRequests` in every following hook until it is answered without being
   * deferred. This is for a provider that cannot serve yet, also after it has sent a refusal with the reason. Call it after `sendResponse`.
   * On a follower it only logs a warning.
   *
   * @example
   * ```ts
   * for (const request of this.lb.newRequests) {
   *   const address = this.cloud.addressOf(request.id)
   *   if (address === undefined) this.lb.deferRequest(request)
   *   else {
   *     request.response.address = address
   *     this.lb.sendResponse(request)
   *   }
   * }
   * ```
   */
  deferRequest(request: ReceivedRequest): void {
    this.#engine.deferRequest(request)
  }

  /**
   * Revokes a response, or settles a removed request. A request that still exists becomes new. On a follower it only logs a warning.
   */
  revokeResponse(request: { readonly relation: Relation; readonly name: string }): void {
    this.#engine.revokeResponse(request)
    this.#clearFlag()
  }

  /**
   * Called by the framework of reactive charms. `.requests_changed`: there are requests to answer or to clean up; on followers: requests have
   * changed. `.changed` has the value of `.requests_changed` at the start of the hook.
   */
  manageFlags(flags: ReactiveFlags): void {
    this.#flags = flags
    const wasPending = flags.isSet("requests_changed")
    const changed = this.#engine.isPending({ fresh: flags.fresh, wasPending })
    flags.toggle("changed", changed)
    flags.toggle("requests_changed", changed)
  }

  /** Clears the flag in the same hook, so that its handlers do not run for settled requests. */
  #clearFlag(): void {
    if (this.#flags?.isSet("requests_changed") === true && !this.#engine.isAnythingLeft)
      this.#flags.toggle("requests_changed", false)
  }
}
