import { Context, relation } from "@charmkit/testing"
import { broken, providerDatabag, waysToBreak } from "loadbalancer-interface/testing"
import { expect, test } from "vitest"
import { LbConsumerCharm } from "./charm.ts"

const context = new Context(LbConsumerCharm, {
  project: new URL("..", import.meta.url),
})
const provider = relation({ endpoint: "lb-provider", remoteApp: "lb", remoteAppData: providerDatabag() })

/** The state after the request has been sent, and its relation. */
async function requested() {
  const state = await context.run(context.on.relationChanged(provider), {
    leader: true,
    relations: [provider],
  })
  const [sent] = state.relations
  if (sent?.kind !== "relation") throw new Error("the relation is gone")
  return { state, sent }
}

test("the request is sent, and the status waits for the response", async () => {
  const { state, sent } = await requested()
  expect(JSON.parse(sent.localAppData.request_web ?? "")).toMatchObject({
    name: "web",
    port_mapping: { 80: 8080 },
  })
  expect(state.unitStatus).toEqual({ status: "waiting", message: "for the load balancer" })
})

test("a response makes it active, a refusal blocks it", async () => {
  const { state, sent } = await requested()
  const after = async (response: NonNullable<Parameters<typeof providerDatabag>[0]>["responses"]) => {
    const remoteAppData = providerDatabag({ ...(response && { responses: response }), to: sent.localAppData })
    const answered = relation({ ...sent, remoteAppData })
    return context.run(context.on.relationChanged(answered), { ...state, relations: [answered] })
  }
  const fine = await after({ web: { address: "192.0.2.7" } })
  expect(fine.unitStatus).toEqual({ status: "active", message: "reachable at 192.0.2.7" })
  const refused = await after({ web: { error: "unsupported", errorFields: { public: "not here" } } })
  expect(refused.unitStatus).toEqual({ status: "blocked", message: "public: not here" })
})

test("without the relation it waits for a provider", async () => {
  const { state, sent } = await requested()
  const out = await context.run(context.on.relationBroken(sent), state)
  expect(out.unitStatus.status).toBe("waiting")
  expect(out.relations).toEqual([])
})

test.each(waysToBreak)("a broken response (%s) fails no hook", async (way) => {
  const { state, sent } = await requested()
  const good = providerDatabag({ responses: { web: { address: "192.0.2.7" } }, to: sent.localAppData })
  const bad = relation({ ...sent, remoteAppData: broken[way](good, "web") })
  const out = await context.run(context.on.relationChanged(bad), { ...state, relations: [bad] })
  expect(["active", "waiting"]).toContain(out.unitStatus.status)
})
