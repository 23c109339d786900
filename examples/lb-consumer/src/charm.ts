import {
  ActiveStatus,
  BlockedStatus,
  CharmBase,
  type CollectStatusEvent,
  type Framework,
  main,
  WaitingStatus,
} from "@charmkit/ops"
import { LBProvider } from "loadbalancer-interface"
import type { Charm } from "./charmcraft.d.ts"

const REQUEST = "web"

/** Requests one load balancer and shows the result in its status. */
export class LbConsumerCharm extends CharmBase<Charm> {
  readonly lb = new LBProvider(this, "lb-provider")

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.lb.on.available, this.request)
    this.observe(this.on.configChanged, this.request)
    this.observe(this.lb.on.responseChanged, this.acknowledge)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  /** Sends the request for the current configuration, or withdraws it. An unchanged request is not written again. */
  request(): void {
    if (!this.lb.canRequest) return
    if (!this.config.get("load-balanced")) {
      this.lb.removeRequest(REQUEST)
      return
    }
    const request = this.lb.getRequest(REQUEST)
    request.protocol = request.protocols.http
    request.portMapping = { [this.config.get("port")]: 8080 }
    request.public = this.config.get("public")
    this.lb.sendRequest(request)
  }

  acknowledge(): void {
    for (const response of this.lb.newResponses) this.lb.ackResponse(response)
  }

  collectStatus(event: CollectStatusEvent): void {
    if (!this.lb.isAvailable) {
      event.addStatus(new WaitingStatus("for a load balancer provider"))
      return
    }
    const response = this.lb.completeResponses.find(({ name }) => name === REQUEST)
    if (response === undefined) event.addStatus(new WaitingStatus("for the load balancer"))
    else if (response.error) event.addStatus(new BlockedStatus(refusal(response)))
    else event.addStatus(new ActiveStatus(`reachable at ${response.address}`))
  }
}

/** The provider's error messages, field by field. */
function refusal(response: {
  errorMessage: string | null
  errorFields: Readonly<Record<string, string>>
}): string {
  const fields = Object.entries(response.errorFields).map(([field, message]) => `${field}: ${message}`)
  return [response.errorMessage, ...fields].filter(Boolean).join("; ")
}

main(LbConsumerCharm)
