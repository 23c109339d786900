import { Context, relation, type State } from "@charmkit/testing"
import { broken, consumerDatabag, providerDatabag, waysToBreak } from "loadbalancer-interface/testing"
import { expect, test } from "vitest"
import { LbProviderCharm } from "./charm.ts"

const context = new Context(LbProviderCharm, {
  project: new URL("..", import.meta.url),
})
const asked = consumerDatabag({ requests: { web: { protocol: "http", portMapping: { 80: 8080 } } } })
const shop = relation({ endpoint: "lb-consumers", remoteApp: "shop", remoteAppData: asked })

/** The provider's application databag. */
function said(state: State): Readonly<Record<string, string>> {
  return state.relations[0]?.localAppData ?? {}
}

test("the leader answers with the configured address", async () => {
  const out = await context.run(context.on.relationChanged(shop), {
    leader: true,
    relations: [shop],
    config: { address: "192.0.2.7" },
  })
  expect(said(out)).toMatchObject(
    providerDatabag({
      responses: { web: { address: "192.0.2.7" } },
      to: asked,
      capabilities: { internal: false },
    }),
  )
  expect(out.unitStatus).toEqual({ status: "active", message: "1 request" })
  expect(context.emittedEvents.map(({ kind }) => kind)).toEqual([
    "lb_consumers_relation_changed",
    "requestsChanged",
  ])
})

test("a follower writes nothing, and answers when it becomes leader", async () => {
  const follower = await context.run(context.on.relationChanged(shop), { relations: [shop] })
  expect(said(follower)).toEqual({})
  expect(context.toolCalls.map(({ tool }) => tool)).not.toContain("relation-set")
  const leader = await context.run(context.on.leaderElected(), { ...follower, leader: true })
  expect(said(leader).response_web).toContain("192.0.2.1")
})

test("an answered request is not answered again", async () => {
  const first = await context.run(context.on.relationChanged(shop), { leader: true, relations: [shop] })
  const second = await context.run(context.on.updateStatus(), first)
  expect(second).toEqual(first)
  expect(context.toolCalls.map(({ tool }) => tool)).not.toContain("relation-set")
})

test.each(waysToBreak)("a broken databag of a peer (%s) does not fail a hook", async (way) => {
  const bad = relation({ ...shop, remoteAppData: broken[way](asked, "web") })
  const out = await context.run(context.on.relationChanged(bad), { leader: true, relations: [bad] })
  expect(out.unitStatus.status).toBe("active")
})
