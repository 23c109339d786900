import {
  type ActionEvent,
  ActiveStatus,
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
    for (const event of [this.on.start, this.on.upgradeCharm, this.on.updateStatus])
      this.observe(event, this.serve)
    this.observe(this.on.action("crash"), this.crash)
    this.observe(this.on.remove, this.remove)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  /** Runs at start, upgrade-charm and every update-status, to restart a server that has died, for example with the machine. */
  async serve(): Promise<void> {
    if (!(await this.#service.ensure())) this.log.error("The web server does not run; server.log says why.")
  }

  crash(event: ActionEvent): void {
    if (!this.#service.kill()) event.fail("the web server does not run")
  }

  remove(): void {
    this.#service.remove()
  }

  collectStatus(event: CollectStatusEvent): void {
    const answer = this.lb.state("web")
    if (answer.state === "ready") event.addStatus(new ActiveStatus(`served at ${answer.address}`))
    else if (answer.state === "absent") event.addStatus(new ActiveStatus("without a load balancer"))
    else event.addStatus(answer.status)
  }

  get #service(): WebService {
    return new WebService(this.model.getBinding("lb-provider").bindAddress, this.unit.name)
  }
}

const [, , role, host, name, pidFile] = process.argv
if (role === SERVE && host !== undefined && name !== undefined && pidFile !== undefined)
  serve({ host, port: PORT, name, pidFile })
else main(WebServerCharm)
