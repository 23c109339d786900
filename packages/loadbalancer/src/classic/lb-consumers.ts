import { type CharmBase, defineEvents, FrameworkObject, type Relation } from "@charmkit/ops"
import { checkEndpoint } from "../engine/check-endpoint.ts"
import type { ExistingLoadBalancer, Reconciliation } from "../engine/requests/reconcile.ts"
import { RequestEngine, type RequestOptions } from "../engine/requests/request-engine.ts"
import type {
  InvalidBackend,
  InvalidRequest,
  ReceivedRequest,
  RemovedRequest,
} from "../interface/received-request.ts"
import { LBRequestsChanged } from "./events.ts"
import type { ReactiveFlags } from "./reactive-flags.ts"

/** How the provider's side behaves; all of it has defaults. */
export interface LBConsumersOptions extends RequestOptions {}

/**
 * The provider's side: for a charm that makes load balancers and has `provides: { …: { interface: loadbalancer } }`.
 *
 * No property throws for what a consumer wrote; that is in `invalidRequests`. A unit that becomes leader gets each answered request
 * once more whose default backends are those of the consumer's units: no databag says with which of them it was served last.
 */
export class LBConsumers extends FrameworkObject {
  static override readonly handleKind = "LBConsumers"
  /** For reactive charms: the flags that `manageFlags` keeps, after `endpoint.NAME.`. */
  static readonly reactiveFlags = ["requests_changed"] as const
  /** `requestsChanged`, while there is something to do for the leader. */
  readonly on = defineEvents(this, { requestsChanged: LBRequestsChanged })
  /** Name of the endpoint in the charm's metadata. */
  readonly endpoint: string
  readonly #engine: RequestEngine
  #options: RequestOptions
  #flags: ReactiveFlags | undefined

  /** @param endpoint its name in the charm's metadata */
  constructor(charm: CharmBase, endpoint: string, options: LBConsumersOptions = {}) {
    super(charm, endpoint)
    checkEndpoint(charm, endpoint, "LBConsumers")
    this.endpoint = endpoint
    this.#options = options
    this.#engine = RequestEngine.of(charm, endpoint)
    this.#engine.attach({ options: () => this.#options, notify: () => this.on.requestsChanged.emit() })
  }

  /** The same as the option `followersRead`, for this dispatch. Call it in the charm's constructor. */
  followerPerms({ read }: { readonly read: boolean }): void {
    this.#options = { ...this.#options, followersRead: read }
  }

  /** By relation id and name. Empty for followers that have no permission. */
  get allRequests(): readonly ReceivedRequest[] {
    return this.#engine.allRequests
  }

  /** How many `allRequests` has; for the leader without reading relations in which nothing is left to do. */
  get requestCount(): number {
    return this.#engine.requestCount
  }

  /** Requests to answer: new ones, changed ones, and those whose default backends are others than when they were served. */
  get newRequests(): readonly ReceivedRequest[] {
    return this.#engine.newRequests
  }

  /**
   * Requests that were answered and are gone: clean up, then `revokeResponse`. Only the leader sees any. A unit that comes to lead also
   * reports all requests of relations that ended while it was a follower, because it cannot know whether that has been done.
   */
  get removedRequests(): readonly RemovedRequest[] {
    return this.#engine.removedRequests
  }

  /** Requests that cannot be read, or must not be used. Leave alone what was made for them. */
  get invalidRequests(): readonly InvalidRequest[] {
    return this.#engine.invalidRequests
  }

  /** Units that are left out of the default backends, because what they say of their address is none. They are logged. */
  get invalidBackends(): readonly InvalidBackend[] {
    return this.#engine.invalidBackends
  }

  /** Whether the leader has something to do. Never true for followers. */
  get isChanged(): boolean {
    return this.#engine.isChanged
  }

  /**
   * Compares the requests with the load balancers that exist, for providers that make them outside of Juju. It needs no memory of earlier
   * hooks, so it repairs what a hook that was killed has left: a load balancer that nobody asks for, or one made from an earlier request.
   * Call it when `requestsChanged` fires and in leader-elected, config-changed, upgrade-charm and update-status. Empty on followers.
   *
   * It settles `removedRequests`, because their load balancers are in `remove`. Like `newRequests` it reads only relations in which
   * something may be left to do; in the four hooks above it reads all. Load balancers of relations that this unit has never seen are
   * removed in update-status only: before that, Juju may not have told this unit of a relation that another unit serves already. Those of
   * other models, applications and endpoints are left alone.
   * @param existing all load balancers that this application has made, as their tags describe them
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
   * Answers a request with its `response`. On a follower it does nothing but warn.
   * @throws ValidationError if the response has neither address nor explained error; LoadBalancerError if the request is gone
   */
  sendResponse(request: ReceivedRequest): void {
    this.#engine.sendResponse(request)
    this.#clearFlag()
  }

  /**
   * Says how it stands with a request that is being drained (see `ReceivedRequest.drainUntil`); the answer stays as it is. Once it is
   * drained the consumer takes it away. On a follower it does nothing but warn.
   * @throws LoadBalancerError if the request is gone
   */
  sendDrained(request: ReceivedRequest, drained: boolean): void {
    this.#engine.sendDrained(request, drained)
    this.#clearFlag()
  }

  /**
   * Keeps a request pending, whatever its answer: it is in `newRequests` again in the next hook, and in all that follow until it is answered
   * without being deferred. For a provider that cannot serve yet, also after it has told the consumer why with a refusal. Call it after
   * `sendResponse`. On a follower it does nothing but warn.
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
   * Takes an answer back, or settles a removed request. A request that is still there is new again. On a follower it does nothing but
   * warn.
   */
  revokeResponse(request: { readonly relation: Relation; readonly name: string }): void {
    this.#engine.revokeResponse(request)
    this.#clearFlag()
  }

  /**
   * For reactive charms, whose framework calls it. `.requests_changed`: there is something to answer or to clean up (for followers:
   * something to see). `.changed` is the same at the start of the hook.
   */
  manageFlags(flags: ReactiveFlags): void {
    this.#flags = flags
    const wasPending = flags.isSet("requests_changed")
    const changed = this.#engine.isPending({ fresh: flags.fresh, wasPending })
    flags.toggle("changed", changed)
    flags.toggle("requests_changed", changed)
  }

  /** In the same hook, so that what waits for the flag does not run for what is settled. */
  #clearFlag(): void {
    if (this.#flags?.isSet("requests_changed") === true && !this.#engine.isAnythingLeft)
      this.#flags.toggle("requests_changed", false)
  }
}
