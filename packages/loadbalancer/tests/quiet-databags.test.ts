import { describe, expect, test } from "vitest"
import { DeclaredWorld, serves } from "./declarative-world.ts"
import { World } from "./support/world.ts"

// Each write of a databag wakes all units of the other side; `bench/hooks` counts the hooks.

const both = (world: World) => [world.own("web"), world.own("lb")]

describe("neither side's application databag changes", () => {
  test("when units join or leave, or have other addresses", async () => {
    const world = await World.started({ consumers: 2 })
    world.take()
    const before = both(world)
    world.model.bag(world.relation, "web/1").set("ingress-address", "10.0.1.99")
    await world.model.settle()
    const leaves = { relation: world.relation, remoteUnit: "web/1", departing: "web/1" }
    await world.model.hook("lb/0", "relation-departed", leaves)
    expect(world.take()).toEqual(["lb/0 requests_changed", "lb/0 requests_changed"])
    expect(both(world)).toEqual(before)
  })

  test("when responses are acknowledged", async () => {
    const world = await World.started()
    const before = both(world)
    await world.asConsumer("web/0", ({ lb }) => {
      for (const response of lb.newResponses) lb.ackResponse(response)
    })
    expect(await world.asConsumer("web/0", ({ lb }) => lb.isChanged)).toBe(false)
    expect(both(world)).toEqual(before)
  })

  test("when a request is deferred because its default backends cannot be served yet", async () => {
    const world = await World.started()
    const before = both(world)
    world.provide = ({ lbConsumers }) => {
      for (const one of lbConsumers.newRequests) lbConsumers.deferRequest(one)
    }
    world.model.bag(world.relation, "web/0").set("ingress-address", "10.0.1.99")
    await world.model.settle()
    expect(both(world)).toEqual(before)
    const left = await world.asProvider("lb/0", ({ lbConsumers }) =>
      lbConsumers.newRequests.map(({ backends }) => backends),
    )
    expect(left).toEqual([["10.0.1.99"]])
  })
})

test("a backend that leaves while another unit leads, and comes back, is served by the leader of before", async () => {
  const world = await World.started({ consumers: 2, providers: 2 })
  await world.model.hook("lb/0", "leader-elected")
  const served: string[] = []
  const { provide } = world
  world.provide = (charm, event) => {
    for (const { backends } of charm.lbConsumers.newRequests)
      served.push(`${charm.unit.name} ${backends.join(" ")}`)
    provide(charm, event)
  }
  const elect = async (unit: string) => {
    world.model.setLeader("lb", unit)
    await world.model.hook(unit, "leader-elected")
  }
  const bag = world.model.bag(world.relation, "web/1")
  bag.delete("ingress-address")
  await elect("lb/1")
  bag.set("ingress-address", "10.0.1.1")
  // lb/0 has seen none of it, and its own last backends are those of now.
  await elect("lb/0")
  expect(served).toEqual(["lb/1 10.0.1.0", "lb/0 10.0.1.0 10.0.1.1"])
})

describe("a declared provider is called only when there is something to balance", () => {
  test("not before the requirer's first unit has joined", async () => {
    const world = new DeclaredWorld()
    world.relation.joined.delete("web/0")
    await world.refreshConsumer("web/0")
    for (const [unit, hook] of [
      ["lb/0", "relation-created"],
      ["web/0", "relation-created"],
      ["lb/0", "relation-changed"],
    ] as const)
      await world.model.hook(unit, hook, { relation: world.relation })
    expect(serves(world)).toEqual([])
    expect(world.own("lb")).not.toHaveProperty("response_api")
    world.relation.joined.add("web/0")
    await world.model.hook("lb/0", "relation-joined", { relation: world.relation, remoteUnit: "web/0" })
    expect(serves(world)).toEqual(["lb/0 serve api"])
  })

  test("not after its last unit has left, before the removal", async () => {
    const world = await DeclaredWorld.started()
    serves(world)
    const { relation } = world
    await world.model.hook("lb/0", "relation-departed", { relation, remoteUnit: "web/0", departing: "web/0" })
    relation.joined.delete("web/0")
    await world.model.hook("lb/0", "relation-broken", { relation })
    expect(serves(world)).toEqual(["lb/0 remove api"])
  })
})
