import {
  ActiveStatus,
  BlockedStatus,
  CharmBase,
  type CollectStatusEvent,
  type Framework,
  main,
} from "@charmkit/ops"
import { LoadBalancers } from "loadbalancer-interface"
import type { Charm } from "./charmcraft.d.ts"
import { serve } from "./server.ts"
import { PORT, SERVE, WebService } from "./service.ts"

/** A web server in each unit, and one load balancer for all of them. */
export class WebServerCharm extends CharmBase<Charm> {
  readonly lb = new LoadBalancers(this, "lb-provider", {
    web: () => ({
      protocol: "http",
      portMapping: { [this.config.get("port")]: PORT },
      algorithm: ["round-robin"],
      healthChecks: [
        {
          protocol: "http",
          port: PORT,
          path: "/",
          interval: this.config.get("check-interval"),
          retries: 2,
        },
      ],
    }),
  })

  constructor(framework: Framework) {
    super(framework)
    for (const event of [this.on.install, this.on.start, this.on.upgradeCharm, this.on.updateStatus])
      this.observe(event, this.serve)
    for (const event of [this.on.action("crash"), this.on.remove]) this.observe(event, this.stop)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  async serve(): Promise<void> {
    if (!(await this.service.ensure())) this.log.error("The web server does not answer; server/log says why.")
  }

  stop(): void {
    this.service.stop()
  }

  async collectStatus(event: CollectStatusEvent): Promise<void> {
    const answer = this.lb.state("web")
    if (!(await this.service.answers())) event.addStatus(new BlockedStatus("the web server does not answer"))
    if (answer.state === "ready") event.addStatus(new ActiveStatus(`served at ${answer.address}`))
    else if (answer.state === "absent") event.addStatus(new ActiveStatus("without a load balancer"))
    else event.addStatus(answer.status)
  }

  /** For tests that run hooks in their own process. */
  protected get service(): WebService {
    return new WebService(this.model.getBinding("lb-provider").bindAddress, this.unit.name)
  }
}

const [, , role, host, name, pidFile] = process.argv
if (role === SERVE && host !== undefined && name !== undefined && pidFile !== undefined)
  serve({ host, port: PORT, name, pidFile })
else main(WebServerCharm)
