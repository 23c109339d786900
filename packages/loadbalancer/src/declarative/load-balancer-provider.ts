import { Abort, type CharmBase, defineEvents, FrameworkObject } from "@charmkit/ops"
import { checkEndpoint } from "../engine/check-endpoint.ts"
import type { ExistingLoadBalancer } from "../engine/requests/reconcile.ts"
import { RequestEngine, type RequestOptions } from "../engine/requests/request-engine.ts"
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

/** A request as a handler sees it. Frozen; the answer is what the handler returns. */
export type RequestToServe = Omit<ReceivedRequest, "response">

/** Juju repeats a hook that failed, so both handlers have to bear being called again for the same thing. */
export interface LoadBalancerHandlers {
  /** Makes or changes the load balancer of one request. */
  readonly serve: (request: RequestToServe) => Answer | Promise<Answer>
  /** Takes away what was made for a request. When it returns, the request is settled. */
  readonly remove: (removed: RemovedRequest) => void | Promise<void>
  /**
   * Lets the connections of a request end that is about to be taken away, and takes no new ones. Returns whether the last one has ended;
   * if not, it is called again in the next hook that looks at the request. Without it, consumers take requests away at once.
   */
  readonly drain?: (request: RequestToServe) => boolean | Promise<boolean>
  /**
   * What this provider can do, for consumers that ask first; a function if it depends on something that changes. Requests that it
   * excludes are refused by field, and `serve` is not called for them.
   */
  readonly capabilities?: Capabilities | (() => Capabilities)
  /** Tells consumers by `unsupported` and the reasons that a request cannot be used; otherwise that is only in the log. */
  readonly refuseInvalid?: boolean
}

/**
 * Handlers of a provider that can list the load balancers that it has made: the recommended form for everything made outside of Juju. The
 * list is compared with the requests whenever there is something to do, and in leader-elected, config-changed, upgrade-charm and
 * update-status. So it is repaired what a hook that was killed has left, see {@link LBConsumers.reconcile}.
 */
export interface ReconcilingHandlers<Existing extends ExistingLoadBalancer>
  extends Omit<LoadBalancerHandlers, "serve" | "remove"> {
  /**
   * Lists all load balancers that this application has made, each with the `identity` and the `fingerprint` of the request that it was made
   * from. What has just been made has to be in it. If it throws, nothing is done in this hook.
   */
  readonly existing: () => Iterable<Existing> | Promise<Iterable<Existing>>
  /** Makes the load balancer of one request, or changes the existing one; it may be right already, and only the answer be missing. */
  readonly serve: (request: RequestToServe, existing: Existing | undefined) => Answer | Promise<Answer>
  /** Takes away a load balancer that nobody asks for any more, that is there twice, or whose request is rejected now. */
  readonly remove: (existing: Existing) => void | Promise<void>
}

/**
 * The provider's side, declared: one handler for a request, one for a removal. The leader calls them, one after the other,
 * removals first, for what is new, changed or gone according to the relations, so that a new leader repeats nothing.
 *
 * A handler that throws affects no other request. If `serve` throws, an answer that still holds stays; otherwise the consumer is told
 * of a `provider_error` without details, which are in the log. Either way the request stays open, and `serve` is called again in the
 * next hook that looks at it. If `remove` throws, the removal stays open too; in the end of a relation, when there is no
 * next hook, the hook fails after all others have been served, and Juju repeats it.
 *
 * Juju keeps nothing of a hook that is killed. A provider that makes things outside of Juju therefore gives `existing` too: see
 * {@link ReconcilingHandlers}.
 */
export class LoadBalancerProvider<
  Existing extends ExistingLoadBalancer = ExistingLoadBalancer,
> extends FrameworkObject {
  static override readonly handleKind = "LoadBalancerProvider"
  /** Name of the endpoint in the charm's metadata. */
  readonly endpoint: string
  readonly #charm: CharmBase
  readonly #handlers: LoadBalancerHandlers | ReconcilingHandlers<Existing>
  readonly #engine: RequestEngine
  // As events: the framework waits for them even if the author does not.
  readonly #events = defineEvents(this, { serveNew: LBServeNew, serveAgain: LBServeAgain })
  /** Whether what exists has been compared in this dispatch. */
  #compared = false

  /** @param endpoint its name in the charm's metadata */
  constructor(charm: CharmBase, endpoint: string, handlers: ReconcilingHandlers<Existing>)
  constructor(charm: CharmBase, endpoint: string, handlers: LoadBalancerHandlers)
  constructor(
    charm: CharmBase,
    endpoint: string,
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
      // Each call of `serve` is one of a cloud: not for a load balancer that has nothing to balance.
      waitForBackends: true,
      ...(capabilities === undefined ? {} : { capabilities }),
    }
    this.#engine = RequestEngine.of(charm, endpoint)
    this.#engine.attach({ options: () => options, notify: () => this.#events.serveNew.emit() })
    this.observe(this.#events.serveNew, this.onRequestsChanged)
    this.observe(this.#events.serveAgain, this.onServeAgain)
    if (!("existing" in handlers)) return
    const { leaderElected, configChanged, upgradeCharm, updateStatus } = charm.on
    for (const event of [leaderElected, configChanged, upgradeCharm, updateStatus])
      this.observe(event, this.onCompare)
  }

  /** All requests that can be read, by relation id and name. Leader only; empty for followers. */
  get requests(): readonly RequestToServe[] {
    return this.#engine.allRequests
  }

  /** Requests that cannot be read, or must not be used. What was made for them stays. Leader only. */
  get invalidRequests(): readonly InvalidRequest[] {
    return this.#engine.invalidRequests
  }

  /** Units that are left out of the default backends, because what they say of their address is none. Leader only. */
  get invalidBackends(): readonly InvalidBackend[] {
    return this.#engine.invalidBackends
  }

  /** Serves what has no answer yet, for example when what `later` waited for has come. Does nothing on followers. */
  serveNew(): Promise<void> {
    return this.#events.serveNew.emit()
  }

  /** Serves all requests, answered or not: for when the provider's own addresses or options have changed. Does nothing on followers. */
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
    if ("existing" in handlers) return this.#reconcile(handlers, this.#engine.allRequests)
    for (const request of this.#engine.allRequests) {
      // Without its key it would be another load balancer; it is in `invalidRequests` until the key can be read.
      if (!request.isKeyMissing) await this.#serve(request, () => handlers.serve(request))
    }
  }

  /** @param again requests that are served even if nothing differs */
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
    const requests = new Set([
      ...plan.ensure.map(({ request }) => request),
      ...again.filter(({ isKeyMissing }) => !isKeyMissing),
    ])
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
    // Handlers take their time: the next leader may have been elected since the list was made.
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
      // An address that holds is worth more to the consumer than the news of a failed update.
      if (!this.#engine.hasAddress(request)) {
        fail("the provider failed; its log says why").fill(request.response)
        this.#engine.sendResponse(request)
      }
      this.#engine.deferRequest(request)
      return false
    }
  }

  /** The answer to a request that the capabilities exclude. */
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

  /** @throws the author's way to end the dispatch */
  #report(error: unknown, what: string): void {
    if (error instanceof Abort) throw error
    this.#charm.log.error(`${what}: ${errorWords(error)}`)
    if (error instanceof Error && error.stack !== undefined) this.#charm.log.debug(error.stack)
  }
}
