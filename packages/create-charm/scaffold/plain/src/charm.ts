import { ActiveStatus, CharmBase, type CollectStatusEvent, type Framework, main } from "@charmkit/ops"
import type { Charm } from "./charmcraft.d.ts"

/** Shows the option `greeting` in its status. */
export class PlainCharm extends CharmBase<Charm> {
  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  /** Called at the end of every hook. */
  collectStatus(event: CollectStatusEvent): void {
    event.addStatus(new ActiveStatus(this.config.get("greeting")))
  }
}

main(PlainCharm)
