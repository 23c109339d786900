import { ActiveStatus, CharmBase, type CollectStatusEvent, type Framework, main } from "@charmkit/ops"
import {
  type Capabilities,
  LBConsumers,
  type ReceivedRequest,
  unsupportedFields,
} from "loadbalancer-interface"
import type { Charm } from "./charmcraft.d.ts"

/** Capabilities: announced to consumers, and enforced for requests of consumers that do not read them. */
const CAN: Capabilities = { internal: false }

/** Answers each request with an address. Refuses internal load balancers, which it does not support. */
export class LbProviderCharm extends CharmBase<Charm> {
  readonly lbConsumers = new LBConsumers(this, "lb-consumers", { capabilities: CAN })

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.lbConsumers.on.requestsChanged, this.answer)
    this.observe(this.on.configChanged, this.answerAgain)
    this.observe(this.on.leaderElected, this.answerAgain)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  answer(): void {
    // This example creates nothing outside Juju, so there is nothing to delete. A provider that creates load balancers passes their names
    // here and deletes those that `remove` lists.
    const { ensure } = this.lbConsumers.reconcile([])
    for (const { request } of ensure) this.answerOne(request)
  }

  /** Answers all requests again, because the address may have changed. An unchanged response is not written. */
  answerAgain(): void {
    if (!this.unit.isLeader()) return
    for (const request of this.lbConsumers.allRequests) this.answerOne(request)
  }

  collectStatus(event: CollectStatusEvent): void {
    const length = this.lbConsumers.requestCount
    event.addStatus(
      new ActiveStatus(this.unit.isLeader() ? `${length} request${length === 1 ? "" : "s"}` : ""),
    )
  }

  private answerOne(request: ReceivedRequest): void {
    const { response } = request
    const excluded = unsupportedFields(request, CAN)
    if (Object.keys(excluded).length === 0) {
      response.address = this.address()
    } else {
      response.error = response.errorTypes.unsupported
      response.errorFields = excluded
    }
    this.lbConsumers.sendResponse(request)
  }

  private address(): string {
    return this.config.get("address") || this.model.getBinding("lb-consumers").ingressAddress
  }
}

main(LbProviderCharm)
