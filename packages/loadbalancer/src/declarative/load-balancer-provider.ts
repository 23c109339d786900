import { Abort, type CharmBase, defineEvents, FrameworkObject } from "@charmkit/ops"
import { type Capabilities, unsupportedFields } from "../interface/capabilities.ts"
import { checkEndpoint } from "../interface/check-endpoint.ts"
import { LBConsumers } from "../interface/lb-consumers.ts"
import { hasAddress } from "../interface/pending-request.ts"
import type { InvalidRequest, ReceivedRequest, RemovedRequest } from "../interface/received-request.ts"
import { Answer, fail, reject } from "./answer.ts"
import { LBServeAgain, LBServeNew } from "./events.ts"
import { errorWords } from "./words.ts"

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

/** Under a path of its own, beside an `LBConsumers` of the charm for the same endpoint. */
class Consumers extends LBConsumers {
  static {
    // The type of the inherited property is the one name; the class's own name is not safe from bundlers.
    Object.defineProperty(Consumers, "handleKind", { value: "LoadBalancerProviderConsumers" })
  }
}

/**
 * The provider's side, declared: one handler for a request, one for a removal. The leader calls them, one after the other,
 * removals first, for what is new, changed or gone according to the relations, so that a new leader repeats nothing.
 *
 * A handler that throws affects no other request. If `serve` throws, an answer that still holds stays; otherwise the consumer is told
 * of a `provider_error` without details, which are in the log. Either way the request stays open, and `serve` is called again in the
 * next hook that looks at it. If `remove` throws, the removal stays open too; in the end of a relation, when there is no
 * next hook, the hook fails after all others have been served, and Juju repeats it.
 */
export class LoadBalancerProvider extends FrameworkObject {
  static override readonly handleKind = "LoadBalancerProvider"
  /** Name of the endpoint in the charm's metadata. */
  readonly endpoint: string
  readonly #charm: CharmBase
  readonly #handlers: LoadBalancerHandlers
  readonly #consumers: LBConsumers
  // As events: the framework waits for them even if the author does not.
  readonly #events = defineEvents(this, { serveNew: LBServeNew, serveAgain: LBServeAgain })

  /** @param endpoint its name in the charm's metadata */
  constructor(charm: CharmBase, endpoint: string, handlers: LoadBalancerHandlers) {
    super(charm, endpoint)
    checkEndpoint(charm, endpoint, "LoadBalancerProvider")
    this.#charm = charm
    this.endpoint = endpoint
    this.#handlers = handlers
    const { capabilities } = handlers
    this.#consumers = new Consumers(charm, endpoint, {
      drains: handlers.drain !== undefined,
      refuseInvalid: handlers.refuseInvalid ?? false,
      ...(capabilities === undefined ? {} : { capabilities }),
    })
    this.observe(this.#consumers.on.requestsChanged, this.onRequestsChanged)
    this.observe(this.#events.serveNew, this.onRequestsChanged)
    this.observe(this.#events.serveAgain, this.onServeAgain)
  }

  /** All requests that can be read, by relation id and name. Leader only; empty for followers. */
  get requests(): readonly RequestToServe[] {
    return this.#consumers.allRequests
  }

  /** Requests that cannot be read, or must not be used. What was made for them stays. Leader only. */
  get invalidRequests(): readonly InvalidRequest[] {
    return this.#consumers.invalidRequests
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
    const lost: unknown[] = []
    for (const removed of this.#consumers.removedRequests) await this.#remove(removed, lost)
    for (const request of this.#consumers.newRequests) await this.#serve(request)
    if (lost.length > 0) throw lost[0]
  }

  /** @internal */
  async onServeAgain(): Promise<void> {
    for (const request of this.#consumers.allRequests) {
      // Without its key it would be another load balancer; it is in `invalidRequests` until the key can be read.
      if (!request.isKeyMissing) await this.#serve(request)
    }
  }

  async #serve(request: ReceivedRequest): Promise<void> {
    // Handlers take their time: the next leader may have been elected since the list was made.
    if (!this.#charm.unit.isLeader()) return
    try {
      if (request.drainUntil !== undefined && this.#handlers.drain !== undefined) {
        const drained = await this.#handlers.drain(request)
        this.#consumers.sendDrained(request, drained)
        if (!drained) this.#consumers.deferRequest(request)
        return
      }
      const answer = this.#refusal(request) ?? (await this.#handlers.serve(request))
      if (!(answer instanceof Answer)) throw new TypeError("serve returned something else than an answer")
      if (answer.fill(request.response)) this.#consumers.sendResponse(request)
      else this.#consumers.deferRequest(request)
    } catch (error) {
      this.#report(error, "serve", request)
      // An address that holds is worth more to the consumer than the news of a failed update.
      if (!hasAddress(this.#charm.model, request)) {
        fail("the provider failed; its log says why").fill(request.response)
        this.#consumers.sendResponse(request)
      }
      this.#consumers.deferRequest(request)
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

  async #remove(removed: RemovedRequest, lost: unknown[]): Promise<void> {
    if (!this.#charm.unit.isLeader()) return
    try {
      await this.#handlers.remove(removed)
      this.#consumers.revokeResponse(removed)
    } catch (error) {
      this.#report(error, "remove", removed)
      if (!removed.relation.active) lost.push(error)
    }
  }

  /** @throws the author's way to end the dispatch */
  #report(error: unknown, handler: string, { relation, name }: RequestToServe | RemovedRequest): void {
    if (error instanceof Abort) throw error
    const where = `request "${name}" of relation ${this.endpoint}:${relation.id}`
    this.#charm.log.error(`${handler} threw for the ${where}; it stays open: ${errorWords(error)}`)
    if (error instanceof Error && error.stack !== undefined) this.#charm.log.debug(error.stack)
  }
}
