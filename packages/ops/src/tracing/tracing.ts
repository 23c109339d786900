import type { CharmBase } from "../charm/charm-base.ts"
import type { AnyCharm, CharmTypes, EndpointName } from "../charm/charm-types.ts"
import { FrameworkError } from "../framework/errors.ts"
import { FrameworkObject } from "../framework/object.ts"
import { charmDir } from "../model/hook-context.ts"
import type { KnownName } from "../model/known-name.ts"
import { TraceBuffer } from "./buffer.ts"
import { addressOf, type Destination, REQUEST, tracesUrl } from "./destination.ts"
import { instrument } from "./instrument.ts"
import { sendIfAsked, startSending } from "./send.ts"

/** Options of {@link Tracing}. */
export interface TracingOptions {
  /** Certificates that an `https` address is checked against, as PEM; default: those of the machine. */
  readonly ca?: string
}

sendIfAsked()

/**
 * Sends traces of the charm's hooks to the collector of a relation with the interface `tracing`, for example Tempo, or to the one of the
 * variable `OTEL_EXPORTER_OTLP_ENDPOINT`, which takes precedence: the dispatch, emitted events, their handlers, the hook tools and the commit,
 * in OTLP as JSON over HTTP. Without a destination nothing is recorded.
 *
 * Each dispatch writes its spans into a file of the charm's folder, and a process of its own sends them, so that no hook waits for a collector.
 * What cannot be sent is kept for the next time, 200 dispatches at most. The arguments of hook tools that write are not recorded.
 *
 * Create it first in the charm's constructor; what the charm does before is not recorded. In a reactive charm it is the class of the endpoint. In a test in the test's process it only asks the
 * relation for an address.
 * @example
 * import { Tracing } from "@charmkit/ops/tracing"
 * // charmcraft.yaml: requires: { charm-tracing: { interface: tracing, limit: 1, optional: true } }
 * class MyCharm extends CharmBase {
 *   readonly tracing = new Tracing(this, "charm-tracing")
 * }
 * @example <caption>in a reactive charm</caption>
 * defineCharm({ endpoints: { "charm-tracing": requires("tracing", Tracing) } })
 * @see the interface: charm library `tempo_coordinator_k8s.v0.tracing`; ops has the same as `ops.tracing.Tracing`
 */
export class Tracing<
  Charm extends CharmTypes = AnyCharm,
  Endpoint extends string = string,
> extends FrameworkObject {
  /** For reactive charms: it has no flags of its own. */
  static readonly reactiveFlags: readonly [] = []

  readonly #charm: CharmBase
  readonly #endpoint: string
  readonly #options: TracingOptions
  /** Undefined in a test's process, which is not to write into the charm's folder. */
  readonly #buffer: TraceBuffer | undefined

  /**
   * @param endpoint an endpoint that requires the interface `tracing`
   * @throws FrameworkError if the charm does not declare the endpoint so
   */
  constructor(
    charm: CharmBase<Charm>,
    endpoint: KnownName<Endpoint, EndpointName<Charm>>,
    options: TracingOptions = {},
  ) {
    super(charm, endpoint)
    const declared = charm.meta.endpoints[endpoint]
    if (declared?.role !== "requires" || declared.interfaceName !== "tracing")
      throw new FrameworkError(
        `Tracing needs the endpoint "${endpoint}": declare it in charmcraft.yaml under "requires", with "interface: tracing"`,
      )
    this.#charm = charm
    this.#endpoint = endpoint
    this.#options = options
    const { on } = charm
    const { created, changed, broken } = on.relation(endpoint)
    for (const event of [created, on.leaderElected, on.upgradeCharm]) this.observe(event, this.request)
    for (const event of [changed, broken, on.upgradeCharm]) this.observe(event, this.follow)
    // main() sets it for the charm that runs in this process.
    if (process.env.OPERATOR_DISPATCH === undefined) return
    this.#buffer = new TraceBuffer(charmDir(charm.model))
    if (this.#destination === undefined) return
    const problem = this.#buffer.takeProblem()
    if (problem !== undefined) charm.log.warning(`Tracing: ${problem}`)
    instrument(charm, (body) => this.#send(body))
  }

  /** @internal Asks the provider for the protocol that is supported here. */
  request(): void {
    const { model, app, unit } = this.#charm
    const relations = model.relations(this.#endpoint)
    if (relations.length > 0 && unit.isLeader())
      for (const relation of relations) relation.data(app).update(REQUEST)
  }

  /** @internal Notes the address that the provider has, or that there is none any more. */
  follow(): void {
    const [relation] = this.#charm.model.relations(this.#endpoint)
    const receivers = relation?.app && relation.data(relation.app).get("receivers")
    try {
      this.#buffer?.setUrl(addressOf(receivers))
      if (this.#destination === undefined) this.#buffer?.clear()
    } catch (error) {
      this.#charm.log.warning(`Tracing: the collector's address cannot be noted: ${String(error)}`)
    }
  }

  get #destination(): Destination | undefined {
    const url = tracesUrl(process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? "") ?? this.#buffer?.url
    return url === undefined ? undefined : { url, ...this.#options }
  }

  /** Never throws: a hook does not fail because of its trace. */
  #send(body: string): void {
    const destination = this.#destination
    if (destination === undefined || this.#buffer === undefined) return
    try {
      this.#buffer.add(body, destination)
      startSending(charmDir(this.#charm.model))
    } catch (error) {
      this.#charm.log.warning(`Tracing: the trace of this hook is lost: ${String(error)}`)
    }
  }
}
