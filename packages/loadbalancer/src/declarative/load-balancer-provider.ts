import {
  Abort,
  type AnyCharm,
  type CharmBase,
  type CharmTypes,
  defineEvents,
  type EndpointName,
  FrameworkObject,
  type KnownName,
} from "@charmkit/ops"
import { checkEndpoint } from "../engine/check-endpoint.ts"
import type { ExistingLoadBalancer } from "../engine/requests/reconcile.ts"
import { RequestEngine } from "../engine/requests/request-engine.ts"
import type { RequestOptions } from "../engine/requests/request-faces.ts"
import { type Capabilities, unsupportedFields } from "../interface/capabilities.ts"
import type {
  InvalidBackend,
  InvalidRequest,
  ReceivedRequest,
  RemovedRequest,
} from "../interface/received-request.ts"
import { Answer, fail, reject } from "./answer.ts"
import { LBServeAgain, LBServeNew } from "./events.ts"
import { errorWords } from "./format.ts"

/** A request as a handler gets it. Frozen; the handler returns the answer. */
export type RequestToServe = Omit<ReceivedRequest, "response">

/** Juju repeats a failed hook, so all handlers have to be idempotent. */
export interface LoadBalancerHandlers {
  /** Creates or changes the load balancer of one request. */
  readonly serve: (request: RequestToServe) => Answer | Promise<Answer>
  /** Removes the load balancer of a request. When it returns, the removal is settled. */
  readonly remove: (removed: RemovedRequest) => void | Promise<void>
  /**
   * Drains a request that is about to be withdrawn: accepts no new connections and lets the open ones end. Returns whether the last one has
   * ended; if not, it is called again in the next hook that evaluates the request. Without this handler requirers withdraw requests at once.
   */
  readonly drain?: (request: RequestToServe) => boolean | Promise<boolean>
  /**
   * The capabilities of this provider, for requirers that read them before they send a request; a function if they can change. Requests with
   * unsupported fields are refused by field, and `serve` is not called for them.
   */
  readonly capabilities?: Capabilities | (() => Capabilities)
  /** Responds to invalid requests with `unsupported` and the reasons; otherwise the reasons are only in the log. */
  readonly refuseInvalid?: boolean
}

/**
 * Handlers of a provider that can list its load balancers. This is the recommended form for load balancers outside of Juju. The list is
 * compared with the requests whenever there is something to do, and in leader-elected, config-changed, upgrade-charm and update-status. This
 * repairs what a killed hook has left, see {@link LBConsumers.reconcile}.
 */
export interface ReconcilingHandlers<Existing extends ExistingLoadBalancer>
  extends Omit<LoadBalancerHandlers, "serve" | "remove"> {
  /**
   * Lists all load balancers that this application has created, each with the `identity` and the `fingerprint` of its request. The list has
   * to include load balancers that were created a moment ago. If it throws, nothing is done in this hook.
   */
  readonly existing: () => Iterable<Existing> | Promise<Iterable<Existing>>
  /** Creates the load balancer of one request, or changes the existing one. It may match already, with only the response missing. */
  readonly serve: (request: RequestToServe, existing: Existing | undefined) => Answer | Promise<Answer>
  /** Removes a load balancer that has no request, is a duplicate, or whose request has just been rejected. */
  readonly remove: (existing: Existing) => void | Promise<void>
}

/**
 * The provider's side in declarative form: one handler serves a request, one removes it. The leader calls them one after the other, removals
 * first, for new, changed and removed requests. Which those are is read from the relations, so that a new leader repeats nothing.
 *
 * A handler that throws affects no other request. If `serve` throws, a current response with an address is kept; otherwise the requirer gets
 * a `provider_error` without details, which are in the log. In both cases the request stays pending, and `serve` is called again in the next
 * hook that evaluates it. If `remove` throws, the removal stays pending too. In relation-broken there is no next hook: the hook fails after all
 * other requests have been served, and Juju repeats it.
 *
 * Juju discards the writes of a killed hook. A provider that creates load balancers outside of Juju therefore also passes `existing`: see
 * {@link ReconcilingHandlers}.
 */
export class LoadBalancerProvider<
  Existing extends ExistingLoadBalancer = ExistingLoadBalancer,
  Charm extends CharmTypes = AnyCharm,
  Endpoint extends string = string,
> extends FrameworkObject {
  static override readonly handleKind = "LoadBalancerProvider"
  /** Name of the endpoint in the charm's metadata. */
  readonly endpoint: string
  readonly #charm: CharmBase
  readonly #handlers: LoadBalancerHandlers | ReconcilingHandlers<Existing>
  readonly #engine: RequestEngine
  // These are events because the framework waits for their observers even if the charm does not await the promise.
  readonly #events = defineEvents(this, { serveNew: LBServeNew, serveAgain: LBServeAgain })
  /** Whether the existing load balancers have been compared in this dispatch. */
  #compared = false

  /** @param endpoint its name in the charm's metadata */
  constructor(
    charm: CharmBase<Charm>,
    endpoint: KnownName<Endpoint, EndpointName<Charm>>,
    handlers: ReconcilingHandlers<Existing>,
  )
  constructor(
    charm: CharmBase<Charm>,
    endpoint: KnownName<Endpoint, EndpointName<Charm>>,
    handlers: LoadBalancerHandlers,
  )
  constructor(
    charm: CharmBase<Charm>,
    endpoint: KnownName<Endpoint, EndpointName<Charm>>,
    handlers: LoadBalancerHandlers | ReconcilingHandlers<Existing>,
  ) {
    super(charm, endpoint)
    checkEndpoint(charm, endpoint, "LoadBalancerProvider")
    this.#charm = charm
    this.endpoint = endpoint
    this.#handlers = handlers
    const { capabilities } = handlers
    const options: RequestOptions = {
      drains: handlers.drain !== undefined,
      refuseInvalid: handlers.refuseInvalid ?? false,
      // Avoid calls to a cloud for a load balancer that has no backends yet.
      waitForBackends: true,
      ...(capabilities === undefined ? {} : { capabilities }),
    }
    this.#engine = RequestEngine.of(charm, endpoint)
    this.#engine.faces.attach({ options: () => options, notify: () => this.#events.serveNew.emit() })
    this.observe(this.#events.serveNew, this.onRequestsChanged)
    this.observe(this.#events.serveAgain, this.onServeAgain)
    if (!("existing" in handlers)) return
    const { leaderElected, configChanged, upgradeCharm, updateStatus } = charm.on
    for (const event of [leaderElected, configChanged, upgradeCharm, updateStatus])
      this.observe(event, this.onCompare)
  }

  /** All valid requests, by relation id and name. Leader only; empty on followers. */
  get requests(): readonly RequestToServe[] {
    return this.#engine.allRequests
  }

  /** Requests that are unreadable or must not be used. Their load balancers are kept. Leader only. */
  get invalidRequests(): readonly InvalidRequest[] {
    return this.#engine.invalidRequests
  }

  /** Units that are not default backends, because their address is invalid. Leader only. */
  get invalidBackends(): readonly InvalidBackend[] {
    return this.#engine.invalidBackends
  }

  /** Serves requests without a response, for example when the reason for `later` no longer applies. Does nothing on followers. */
  serveNew(): Promise<void> {
    return this.#events.serveNew.emit()
  }

  /** Serves all requests, answered or not, for example after the provider's own addresses or options have changed. Does nothing on followers. */
  serveAgain(): Promise<void> {
    return this.#events.serveAgain.emit()
  }

  /** @internal */
  async onRequestsChanged(): Promise<void> {
    if ("existing" in this.#handlers) return this.#reconcile(this.#handlers)
    const { serve, remove } = this.#handlers
    const lost: unknown[] = []
    for (const removed of this.#engine.removedRequests) await this.#remove(removed, remove, lost)
    for (const request of this.#engine.newRequests) await this.#serve(request, () => serve(request))
    if (lost.length > 0) throw lost[0]
  }

  /** @internal */
  async onCompare(): Promise<void> {
    if ("existing" in this.#handlers && !this.#compared) await this.#reconcile(this.#handlers)
  }

  /** @internal */
  async onServeAgain(): Promise<void> {
    const handlers = this.#handlers
    // Without its private key or backends a request would get another load balancer; nothing is done for it until it has them.
    const all = this.#engine.allRequests.filter(
      ({ isKeyMissing, hasBackends }) => hasBackends && !isKeyMissing,
    )
    if ("existing" in handlers) return this.#reconcile(handlers, all)
    for (const request of all) await this.#serve(request, () => handlers.serve(request))
  }

  /** @param again requests that are served even if their load balancer matches */
  async #reconcile(
    { existing: list, serve, remove }: ReconcilingHandlers<Existing>,
    again: readonly ReceivedRequest[] = [],
  ): Promise<void> {
    if (!this.#charm.unit.isLeader()) return
    this.#compared = true
    let existing: readonly Existing[]
    try {
      existing = [...(await list())]
    } catch (error) {
      this.#report(error, "existing threw; nothing is done in this hook")
      return
    }
    const plan = this.#engine.reconcile(existing)
    for (const one of plan.remove) await this.#removeExisting(one, remove)
    const removed = new Set(plan.remove)
    const kept = new Map(existing.filter((one) => !removed.has(one)).map((one) => [one.identity, one]))
    const requests = new Set([...plan.ensure.map(({ request }) => request), ...again])
    for (const request of requests) {
      const one = kept.get(request.identity)
      const isRejected = await this.#serve(request, () => serve(request, one))
      if (isRejected && one !== undefined) await this.#removeExisting(one, remove)
    }
  }

  async #removeExisting(one: Existing, remove: ReconcilingHandlers<Existing>["remove"]): Promise<void> {
    if (!this.#charm.unit.isLeader()) return
    try {
      await remove(one)
    } catch (error) {
      this.#report(error, `remove threw for ${one.identity}; it stays for a later hook`)
    }
  }

  /** @returns whether the request has been rejected */
  async #serve(request: ReceivedRequest, serve: () => Answer | Promise<Answer>): Promise<boolean> {
    // Handlers can take long, and another leader may have been elected since the list was computed.
    if (!this.#charm.unit.isLeader()) return false
    try {
      if (request.drainUntil !== undefined && this.#handlers.drain !== undefined) {
        const drained = await this.#handlers.drain(request)
        this.#engine.sendDrained(request, drained)
        if (!drained) this.#engine.deferRequest(request)
        return false
      }
      const answer = this.#refusal(request) ?? (await serve())
      if (!(answer instanceof Answer)) throw new TypeError("serve returned something else than an answer")
      if (answer.fill(request.response)) this.#engine.sendResponse(request)
      else this.#engine.deferRequest(request)
      return request.response.error === "unsupported"
    } catch (error) {
      this.#report(error, this.#staysOpen("serve", request))
      // Keep a current address: replacing it by an error would break a working load balancer.
      if (!this.#engine.hasAddress(request)) {
        fail("the provider failed; its log says why").fill(request.response)
        this.#engine.sendResponse(request)
      }
      this.#engine.deferRequest(request)
      return false
    }
  }

  /** Returns the refusal of a request with unsupported fields. */
  #refusal(request: ReceivedRequest): Answer | undefined {
    const { capabilities } = this.#handlers
    if (capabilities === undefined) return undefined
    const can = typeof capabilities === "function" ? capabilities() : capabilities
    const fields: Readonly<Record<string, string>> = unsupportedFields(request, can)
    return Object.keys(fields).length === 0 ? undefined : reject(fields)
  }

  async #remove(
    removed: RemovedRequest,
    remove: LoadBalancerHandlers["remove"],
    lost: unknown[],
  ): Promise<void> {
    if (!this.#charm.unit.isLeader()) return
    try {
      await remove(removed)
      this.#engine.revokeResponse(removed)
    } catch (error) {
      this.#report(error, this.#staysOpen("remove", removed))
      if (this.#engine.isEnding(removed.relation)) lost.push(error)
    }
  }

  #staysOpen(handler: string, { relation, name }: RequestToServe | RemovedRequest): string {
    return `${handler} threw for the request "${name}" of relation ${this.endpoint}:${relation.id}; it stays open`
  }

  /** Logs an error. @throws Abort, with which the charm ends the dispatch */
  #report(error: unknown, what: string): void {
    if (error instanceof Abort) throw error
    this.#charm.log.error(`${what}: ${errorWords(error)}`)
    if (error instanceof Error && error.stack !== undefined) this.#charm.log.debug(error.stack)
  }
}
