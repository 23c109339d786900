import { CharmBase, type Framework, type RelationChangedEvent } from "@charmkit/ops"
import { LBProvider } from "loadbalancer-interface"
import { expect, test } from "vitest"
import { CONSUMER_ENDPOINTS } from "./support/charms.ts"
import { World } from "./support/world.ts"

test("an event that was deferred and reads a unit that has left does not keep responses from arriving", async () => {
  const read: unknown[] = []
  const addresses: (string | null)[] = []

  /** Defers each event until the provider's unit says a port. */
  class Deferring extends CharmBase {
    static override readonly handleKind = "Consumer"
    readonly lb = new LBProvider(this, "lb-provider")

    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.relation("lb-provider").changed, this.onChanged)
      this.observe(this.lb.on.responseChanged, this.onResponse)
    }

    onChanged(event: RelationChangedEvent): void {
      if (event.unit === undefined) return
      const port = event.relation.data(event.unit).get("port")
      read.push(port)
      if (port === undefined) event.defer()
    }

    onResponse(): void {
      addresses.push(...this.lb.newResponses.map(({ address }) => address))
    }
  }

  const world = await World.started()
  const { model, relation } = world
  const response = world.own("lb")["response_my-service"] ?? ""
  const bag = model.bag(relation, "lb")
  bag.delete("response_my-service")
  model.addApp("web", Deferring, CONSUMER_ENDPOINTS, 0)
  await model.hook("web/0", "relation-changed", { relation, remoteUnit: "lb/0" })
  expect([read.length > 0, addresses]).toEqual([true, []])

  relation.joined.delete("lb/0")
  relation.bags.delete("lb/0")
  read.length = 0
  bag.set("response_my-service", response.replace("my-service.example", "other.example"))
  await model.hook("web/0", "relation-changed", { relation })
  expect([read, addresses]).toEqual([[undefined], ["other.example"]])
})
