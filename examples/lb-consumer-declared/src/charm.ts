import {
  ActiveStatus,
  BlockedStatus,
  CharmBase,
  type CollectStatusEvent,
  type Framework,
  main,
  WaitingStatus,
} from "@charmkit/ops"
import { LoadBalancers, type RequestSpec } from "loadbalancer-interface"
import type { Charm } from "./charmcraft.d.ts"

/** Requests one load balancer and shows the result in its status. */
export class LbConsumerDeclaredCharm extends CharmBase<Charm> {
  readonly lb = new LoadBalancers(this, "lb-provider", { web: () => this.request() })

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  /** The request for the current configuration; undefined withdraws it. The library calls this and sends what has changed. */
  request(): RequestSpec | undefined {
    if (!this.config.get("load-balanced")) return undefined
    return {
      protocol: "http",
      portMapping: { [this.config.get("port")]: 8080 },
      public: this.config.get("public"),
    }
  }

  collectStatus(event: CollectStatusEvent): void {
    if (this.model.relations("lb-provider").length === 0) {
      event.addStatus(new WaitingStatus("for a load balancer provider"))
      return
    }
    const answer = this.lb.state("web")
    switch (answer.state) {
      case "ready":
        event.addStatus(new ActiveStatus(`reachable at ${answer.address}`))
        break
      case "rejected":
      case "failed":
        event.addStatus(new BlockedStatus(refusal(answer)))
        break
      case "invalid":
        // For example a port that does not exist: only the operator can change that.
        event.addStatus(answer.status)
        break
      default:
        event.addStatus(new WaitingStatus("for the load balancer"))
    }
  }
}

/** The provider's error messages, field by field. */
function refusal(answer: {
  errorMessage: string | null
  errorFields: Readonly<Record<string, string>>
}): string {
  const fields = Object.entries(answer.errorFields).map(([field, message]) => `${field}: ${message}`)
  return [answer.errorMessage, ...fields].filter(Boolean).join("; ")
}

main(LbConsumerDeclaredCharm)
