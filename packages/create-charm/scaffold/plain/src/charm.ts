import { ActiveStatus, CharmBase, type CollectStatusEvent, type Framework, main } from "@charmkit/ops"

/** Shows the option `greeting` in its status. */
export class PlainCharm extends CharmBase {
  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  /** Called at the end of every hook. */
  collectStatus(event: CollectStatusEvent): void {
    event.addStatus(new ActiveStatus(String(this.config.get("greeting"))))
  }
}

main(PlainCharm)
