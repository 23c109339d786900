import { Context, relation } from "@charmkit/testing"
import { consumerDatabag } from "loadbalancer-interface/testing"
import { expect, test } from "vitest"
import { charm } from "./charm.ts"

const context = new Context(charm.CharmClass, {
  project: new URL("..", import.meta.url),
})
const asked = consumerDatabag({ requests: { web: { protocol: "http", portMapping: { 80: 8080 } } } })

test("a reactive charm writes a response, and its flags are in the state for the next hook", async () => {
  const shop = relation({ endpoint: "lb-consumers", remoteAppData: asked })
  const first = await context.run(context.on.relationChanged(shop), { leader: true, relations: [shop] })
  expect(first.relations[0]?.localAppData.response_web).toContain("192.0.2.1")
  expect(first.unitStatus).toEqual({ status: "active", message: "1 request" })
  expect(JSON.stringify(first.storedState)).toContain("requests.shown")

  const second = await context.run(context.on.updateStatus(), first)
  expect(context.unitStatusHistory).toEqual([])
  expect(second.relations).toEqual(first.relations)
  const follower = await context.run(context.on.updateStatus(), { ...second, leader: false })
  expect(follower.unitStatus).toEqual({ status: "active", message: "" })
})
