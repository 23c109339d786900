import { type CharmBase, defineEvents, EventBase, FrameworkObject } from "@charmkit/ops"
import type { ReactiveFlags } from "../classic/events-and-flags.ts"
import { LBProvider, type LBProviderOptions } from "../classic/lb-provider.ts"
import { remoteBag } from "../engine/bags.ts"
import { ResponseEngine } from "../engine/responses/response-engine.ts"
import { fromWireHealth, type ReportedHealth, statesOf } from "../interface/health.ts"
import { readHealth } from "../wire/extensions/health.ts"
import { healthKey, md5, type WireHealth } from "../wire.ts"

/** The state of a backend has changed, or a backend has come or gone. */
export class LBHealthChanged extends EventBase {}

/**
 * The health of backends that a provider with the capability `health` reports, for a requirer with `LBProvider` or `LoadBalancers` at the same
 * endpoint. A provider writes it only for a charm with this object, because each write runs a hook in each of its units.
 *
 * A missing report says nothing: no provider in Python writes one.
 *
 * @example
 * ```ts
 * readonly lb = new LoadBalancers(this, "lb-provider", { web: () => this.request() })
 * readonly health = new BackendHealth(this, "lb-provider")
 *
 * const dead = this.health.of("web")?.backends.filter(({ state }) => state === "down") ?? []
 * ```
 */
export class BackendHealth extends FrameworkObject {
  static override readonly handleKind = "LBBackendHealth"
  /** `changed` is emitted in every unit when the states of backends have changed, also when a response with them has ended. */
  readonly on = defineEvents(this, { changed: LBHealthChanged })
  readonly #engine: ResponseEngine
  readonly #state = this.storedState({
    /** Hash of the states that were announced. If it is lost, `changed` is emitted once more. */
    announced: "",
  })

  /** @param endpoint its name in the charm's metadata */
  constructor(charm: CharmBase, endpoint: string) {
    super(charm, endpoint)
    this.#engine = ResponseEngine.of(charm, endpoint)
    this.#engine.reads.add("health")
    const relation = charm.on.relation(endpoint)
    for (const event of [relation.created, relation.changed, relation.broken, charm.on.upgradeCharm])
      this.observe(event, this.onEvent)
  }

  /** Returns the health of the backends of a request; undefined without a response, for a refusal, and if the provider reports none. */
  of(name: string): ReportedHealth | undefined {
    const wire = this.#wireOf(name)
    return wire === undefined ? undefined : fromWireHealth(wire)
  }

  /** @internal */
  async onEvent(): Promise<void> {
    const { usable } = this.#engine
    const states = (usable?.snapshot.complete ?? []).map(({ name }) => {
      const wire = this.#wireOf(name)
      return wire === undefined ? "" : `${name}\n${statesOf(wire)}\n`
    })
    const text = states.join("")
    const hash = text === "" ? "" : md5(text)
    if (hash === this.#state.announced) return
    this.#state.announced = hash
    await this.on.changed.emit()
  }

  #wireOf(name: string): WireHealth | undefined {
    const { usable } = this.#engine
    const response = usable?.snapshot.completeResponse(name)
    if (usable === undefined || response === undefined || response.error !== null) return undefined
    return readHealth(remoteBag(usable.relation)?.get(healthKey(name)), response.receivedHash)
  }
}

/**
 * `LBProvider` with the {@link BackendHealth} of its endpoint, for reactive charms, which have one class for an endpoint. It sets the flag
 * `health.changed` in the hooks in which states of backends have changed.
 *
 * @example
 * ```ts
 * endpoints: { "lb-provider": requires("loadbalancer", LBProviderWithHealth) }
 * charm.when("endpoint.lb-provider.health.changed").do(showHealth)
 * ```
 */
export class LBProviderWithHealth extends LBProvider {
  /** What the provider says about the backends of each request. */
  readonly health: BackendHealth
  #changed = false

  /** @param endpoint its name in the charm's metadata */
  constructor(charm: CharmBase, endpoint: string, options: LBProviderOptions = {}) {
    super(charm, endpoint, options)
    this.health = new BackendHealth(charm, endpoint)
    this.observe(this.health.on.changed, this.onHealth)
  }

  /** Called by the framework of reactive charms. */
  override manageFlags(flags: ReactiveFlags): void {
    super.manageFlags(flags)
    flags.toggle("health.changed", this.#changed)
  }

  /** @internal */
  onHealth(): void {
    this.#changed = true
  }
}
