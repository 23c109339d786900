import { expect, test } from "vitest"
import { callsOf, crowd } from "./cost-support.ts"
import { World } from "./support/world.ts"

test.each(["leader-elected", "upgrade-charm", "config-changed"])(
  "%s reads every relation again",
  async (hook) => {
    const world = await World.started()
    await crowd(world.model, 10)
    const calls = await callsOf(world.model, "lb/0", () => world.model.hook("lb/0", hook))
    for (let id = 1; id <= 10; id += 1)
      expect(
        calls.some((call) => call.startsWith("relation-get") && call.includes(`lb-consumers:${id} `)),
      ).toBe(true)
  },
)

test("a request without a response stays new", async () => {
  const world = new World()
  world.provide = () => undefined
  await world.model.integrate(world.relation)
  const left = () =>
    world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.newRequests.map(({ name }) => name))
  expect(await left()).toEqual(["my-service"])
  expect(await left()).toEqual(["my-service"])
})

test("a leader discards its cached data after another unit was leader", async () => {
  const world = await World.started({ providers: 2 })
  world.model.setLeader("lb", "lb/1")
  await world.model.hook("lb/1", "leader-elected")
  await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
  world.write("lb", "response_my-service", undefined)
  world.write("lb", "handled_my-service", undefined)
  world.model.setLeader("lb", "lb/0")
  // Before leader-elected, because the follower's hook has already discarded it.
  world.provide = () => undefined
  const left = await world.asProvider("lb/0", ({ lbConsumers }) =>
    lbConsumers.newRequests.map(({ name }) => name),
  )
  expect(left).toEqual(["my-service"])
})

test("a failed hook leaves no stored state: it gets the same requests when it runs again", async () => {
  const world = await World.started()
  const { model, relation } = world
  world.write("web", "request_other", world.own("web")["request_my-service"]?.replace("my-service", "other"))
  const seen: string[][] = []
  const answer = world.provide
  world.provide = (charm, event) => {
    seen.push(charm.lbConsumers.newRequests.map(({ name }) => name))
    answer(charm, event)
    throw new Error("on purpose")
  }
  for (const _attempt of [1, 2])
    await expect(model.hook("lb/0", "relation-changed", { relation })).rejects.toThrow()
  expect(seen).toEqual([["other"], ["other"]])
})
