import { describe, expect, test } from "vitest"
import { dose } from "../../../suite/doses.ts"
import { callsOf, crowd, toolsOf } from "./cost-support.ts"
import { DeclaredWorld } from "./declarative-world.ts"
import { World } from "./support/world.ts"

const SIZES = [1, 10, dose("mostRelations")]

const STATE = "state-get"
/** The reads of the hook's relation; the provider also reads the address of its one unit. */
const CONSUMER_READS = ["is-leader", "relation-get", "relation-get", "relation-ids", STATE]
const PROVIDER_READS = ["is-leader", "relation-get", "relation-get", "relation-get", "relation-list", STATE]

const forms = { classic: World, declared: DeclaredWorld }

describe.each(Object.entries(forms))("%s form", (_form, Form) => {
  test.each(SIZES)(
    "a quiet hook of a provider with %i relations reads the one that it is about",
    async (size) => {
      const { model, relation } = await Form.started()
      await crowd(model, size)
      const quiet = () => model.hook("lb/0", "relation-changed", { relation })
      expect(toolsOf(await callsOf(model, "lb/0", quiet))).toEqual(PROVIDER_READS)
    },
  )

  test("a hook of the requirer without changes writes nothing", async () => {
    const { model, relation } = await Form.started()
    await model.hook("web/0", "relation-changed", { relation })
    const quiet = () => model.hook("web/0", "relation-changed", { relation })
    expect(toolsOf(await callsOf(model, "web/0", quiet))).toEqual(CONSUMER_READS)
  })

  test("in hooks that the library does not observe, only the framework reads deferred events", async () => {
    const { model } = await Form.started()
    for (const unit of ["web/0", "lb/0"])
      expect(toolsOf(await callsOf(model, unit, () => model.hook(unit, "start")))).toEqual([STATE])
  })
})

test("the provider does not read the requirer's units if requests have backends", async () => {
  const world = await World.started()
  const { model, relation } = world
  const text = world.own("web")["request_my-service"] ?? ""
  world.write("web", "request_my-service", text.replace('"backends": []', '"backends": ["192.0.2.7"]'))
  const changed = () => model.hook("lb/0", "relation-changed", { relation })
  await changed()
  expect(toolsOf(await callsOf(model, "lb/0", changed))).toEqual([
    "is-leader",
    "relation-get",
    "relation-get",
    STATE,
  ])
  expect(world.own("lb")["response_my-service"]).toContain('"address": "')
})

test.each(SIZES)(
  "a charm that asks what is left to do in %i settled relations reads none of them",
  { timeout: 240_000 },
  async (size) => {
    const world = await World.started()
    await crowd(world.model, size)
    const seen: unknown[] = []
    const ask = async () => {
      await world.asProvider("lb/0", ({ lbConsumers }) => {
        seen.push(lbConsumers.requestCount, lbConsumers.isChanged, lbConsumers.removedRequests.length)
      })
    }
    expect(toolsOf(await callsOf(world.model, "lb/0", ask))).toEqual(["is-leader", "relation-ids", STATE])
    expect(seen).toEqual([size, false, 0])
  },
)

test.each(SIZES)(
  "a request that changes among %i relations is answered without reading the others",
  async (size) => {
    const world = await World.started()
    await crowd(world.model, size)
    const { id } = world.relation
    world.write(
      "web",
      "request_other",
      world
        .own("web")
        ["request_my-service"]?.replace("my-service", "other")
        .replace('"sent_hash": "', '"sent_hash": "x'),
    )
    const calls = await callsOf(world.model, "lb/0", () =>
      world.model.hook("lb/0", "relation-changed", { relation: world.relation }),
    )
    const about = calls.filter((call) => /^relation-(get|list|set)/.test(call))
    expect(about.filter((call) => !call.includes(`lb-consumers:${id}`))).toEqual([])
    expect(toolsOf(calls).filter((tool) => tool.endsWith("-set"))).toEqual(["relation-set", "state-set"])
    expect(world.own("lb")).toHaveProperty("response_other")
  },
)

test.each(SIZES)("a hook of a requirer with %i unchanged requests reads and writes no more", async (size) => {
  const world = await World.started()
  const text = world.own("web")["request_my-service"] ?? ""
  for (let i = 1; i < size; i += 1)
    world.write("web", `request_r${i}`, text.replaceAll("my-service", `r${i}`))
  await world.model.hook("lb/0", "upgrade-charm")
  await world.model.hook("web/0", "relation-changed", { relation: world.relation })
  const quiet = () => world.model.hook("web/0", "relation-changed", { relation: world.relation })
  expect(toolsOf(await callsOf(world.model, "web/0", quiet))).toEqual(CONSUMER_READS)
  expect(Object.keys(world.own("lb")).filter((key) => key.startsWith("response_"))).toHaveLength(size)
})

test("a requirer that reads responses in an unrelated hook does not call relation-list", async () => {
  const { model, asConsumer } = await settledConsumer()
  const seen: unknown[] = []
  const look = () => asConsumer(({ lb }) => void seen.push(lb.completeResponses.length))
  expect(toolsOf(await callsOf(model, "web/0", look))).toEqual(CONSUMER_READS)
  expect(seen).toEqual([1])
})

test("it calls relation-list again for another relation", async () => {
  const { world, model, asConsumer } = await settledConsumer()
  world.relation.alive = false
  const other = model.relate(7, { web: "lb-provider", balancer: "lb-consumers" })
  model.bag(other, "balancer").set("version", "1")
  const seen: unknown[] = []
  const look = () => asConsumer(({ lb }) => void seen.push(lb.isAvailable))
  expect(toolsOf(await callsOf(model, "web/0", look))).toContain("relation-list")
  expect(seen).toEqual([true])
})

test("the stored state for 1000 responses is within Juju's limit", async () => {
  const world = await World.started()
  const text = world.own("web")["request_my-service"] ?? ""
  const answer = world.own("lb")["response_my-service"] ?? ""
  for (let i = 1; i < 1000; i += 1) {
    world.write("web", `request_r${i}`, text.replaceAll("my-service", `r${i}`))
    world.write("lb", `response_r${i}`, answer)
  }
  await world.model.hook("web/0", "relation-changed", { relation: world.relation })
  await world.asConsumer("web/0", ({ lb }) => {
    for (const response of lb.newResponses) lb.ackResponse(response)
  })
  const kept = [...(world.model.state.get("web/0")?.values() ?? [])].map((value) => value.length)
  expect(Math.max(...kept)).toBeLessThan(65_536)
  world.take()
  await world.model.hook("web/0", "relation-changed", { relation: world.relation })
  expect(world.take()).toEqual([])
})

async function settledConsumer() {
  const world = await World.started()
  await world.model.hook("web/0", "relation-changed", { relation: world.relation })
  const asConsumer = (code: Parameters<typeof world.asConsumer<void>>[1]) => world.asConsumer("web/0", code)
  return { world, model: world.model, asConsumer }
}
