import { ActiveStatus, CharmBase, type CollectStatusEvent, type Framework, main } from "@charmkit/ops"
import { accept, LoadBalancerProvider } from "loadbalancer-interface"
import type { Charm } from "./charmcraft.d.ts"

/** Answers each request with an address. Refuses internal load balancers, which it does not support. */
export class LbProviderDeclaredCharm extends CharmBase<Charm> {
  readonly lb = new LoadBalancerProvider(this, "lb-consumers", {
    // Announced to consumers. The library refuses requests of consumers that do not read it.
    capabilities: { internal: false },
    serve: () => accept({ address: this.address() }),
    // This example creates nothing outside Juju, so there is nothing to delete. A provider that creates load balancers lists them in
    // `existing` and deletes them here.
    remove: () => undefined,
  })

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.configChanged, this.serveAgain)
    this.observe(this.on.leaderElected, this.serveAgain)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  /** Answers all requests again, because the address may have changed. An unchanged response is not written. */
  serveAgain(): Promise<void> {
    return this.lb.serveAgain()
  }

  collectStatus(event: CollectStatusEvent): void {
    const { length } = this.lb.requests
    event.addStatus(
      new ActiveStatus(this.unit.isLeader() ? `${length} request${length === 1 ? "" : "s"}` : ""),
    )
  }

  private address(): string {
    return this.config.get("address") || this.model.getBinding("lb-consumers").ingressAddress
  }
}

main(LbProviderDeclaredCharm)
