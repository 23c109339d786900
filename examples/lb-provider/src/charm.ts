import { ActiveStatus, CharmBase, type CollectStatusEvent, type Framework, main } from "@charmkit/ops"
import {
  type Capabilities,
  LBConsumers,
  type ReceivedRequest,
  unsupportedFields,
} from "loadbalancer-interface"

/** Said to consumers that ask first, and the rule for all of them. */
const CAN: Capabilities = { internal: false }

/** Answers each request with an address, and refuses internal load balancers, which it cannot make. */
export class LbProviderCharm extends CharmBase {
  readonly lbConsumers = new LBConsumers(this, "lb-consumers", { capabilities: CAN })

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.lbConsumers.on.requestsChanged, this.answer)
    this.observe(this.on.configChanged, this.answerAgain)
    this.observe(this.on.leaderElected, this.answerAgain)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  answer(): void {
    // An address is no load balancer: nothing exists outside of Juju. A provider that makes some lists them here, and deletes what
    // `remove` names.
    const { ensure } = this.lbConsumers.reconcile([])
    for (const { request } of ensure) this.answerOne(request)
  }

  /** The address may be another one now. An answer that stands already is not written again. */
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
    const configured = this.config.get("address")
    return typeof configured === "string" && configured !== ""
      ? configured
      : this.model.getBinding("lb-consumers").ingressAddress
  }
}

main(LbProviderCharm)
