import { CharmBase, type CharmClass, type Framework } from "@charmkit/ops"
import { LBConsumers, type LBConsumersOptions, LBProvider } from "loadbalancer-interface"

/** A test's code for an event: `available`, …, or Juju's `relation_changed` and `update_status`. */
export type Act<Charm> = (charm: Charm, event: string) => void

export interface ConsumerCharm extends CharmBase {
  readonly lb: LBProvider
}

export interface ProviderCharm extends CharmBase {
  readonly lbConsumers: LBConsumers
}

/** A requirer charm that records its events (`web/0 available`) and then runs the test's code. */
export function consumerCharm(events: string[], act: Act<ConsumerCharm> = () => undefined): CharmClass {
  return class Consumer extends CharmBase implements ConsumerCharm {
    static override readonly handleKind = "Consumer"
    readonly lb = new LBProvider(this, "lb-provider")

    constructor(framework: Framework) {
      super(framework)
      framework.observe(this.lb.on.available, this.onAvailable)
      framework.observe(this.lb.on.responseAvailable, this.onResponseAvailable)
      framework.observe(this.lb.on.responseChanged, this.onResponseChanged)
      framework.observe(this.on.relation("lb-provider").changed, this.onRelationChanged)
      framework.observe(this.on.updateStatus, this.onUpdateStatus)
    }

    onAvailable(): void {
      this.#happened("available")
    }

    onResponseAvailable(): void {
      this.#happened("response_available")
    }

    onResponseChanged(): void {
      this.#happened("response_changed")
    }

    onRelationChanged(): void {
      act(this, "relation_changed")
    }

    onUpdateStatus(): void {
      act(this, "update_status")
    }

    #happened(event: string): void {
      events.push(`${this.unit.name} ${event}`)
      act(this, event)
    }
  }
}

/** A provider charm that records its events (`lb/0 requests_changed`) and then runs the test's code. */
export function providerCharm(
  events: string[],
  act: Act<ProviderCharm> = () => undefined,
  options: LBConsumersOptions = {},
): CharmClass {
  return class Provider extends CharmBase implements ProviderCharm {
    static override readonly handleKind = "Provider"
    readonly lbConsumers = new LBConsumers(this, "lb-consumers", options)

    constructor(framework: Framework) {
      super(framework)
      framework.observe(this.lbConsumers.on.requestsChanged, this.onRequestsChanged)
      framework.observe(this.on.relation("lb-consumers").changed, this.onRelationChanged)
      framework.observe(this.on.updateStatus, this.onUpdateStatus)
    }

    onRequestsChanged(): void {
      events.push(`${this.unit.name} requests_changed`)
      act(this, "requests_changed")
    }

    onRelationChanged(): void {
      act(this, "relation_changed")
    }

    onUpdateStatus(): void {
      act(this, "update_status")
    }
  }
}

export const CONSUMER_ENDPOINTS = { requires: { "lb-provider": "loadbalancer" } }
export const PROVIDER_ENDPOINTS = { provides: { "lb-consumers": "loadbalancer" } }
