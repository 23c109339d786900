import { beforeEach, describe, expect, test } from "vitest"
import { DeclaredWorld } from "./declarative-world.ts"
import { World } from "./support/world.ts"

/** Unit 1 runs relation-broken as a follower, and becomes leader before the old leader runs it. */
async function leadershipMovesInTheEnd(world: World | DeclaredWorld): Promise<void> {
  const { model, relation } = world
  await model.hook("lb/1", "relation-broken", { relation })
  model.setLeader("lb", "lb/1")
  await model.hook("lb/0", "relation-broken", { relation })
  relation.alive = false
  await model.hook("lb/1", "leader-elected")
}

describe("leadership moves while a relation ends", () => {
  let world: World
  let removed: string[]

  beforeEach(async () => {
    world = await World.started({ providers: 2 })
    world.take()
    removed = []
    world.provide = ({ lbConsumers, unit }) => {
      for (const one of lbConsumers.removedRequests) {
        removed.push(`${unit.name} ${one.relation.id}/${one.name} ${one.id} ${one.lastKnown?.protocol}`)
        lbConsumers.revokeResponse(one)
      }
    }
  })

  test("the new leader reports the removal, with the data that a follower can know", async () => {
    const { id } = JSON.parse(world.own("web")["request_my-service"] ?? "")
    await leadershipMovesInTheEnd(world)
    expect(removed).toEqual([`lb/1 1/my-service ${id} undefined`])
    await world.model.hook("lb/1", "config-changed")
    expect(removed).toHaveLength(1)
  })

  test("an incomplete removal is reported again in the next hook of the relation", async () => {
    const settle = world.provide
    world.provide = () => undefined
    await leadershipMovesInTheEnd(world)
    world.provide = settle
    await world.model.hook("lb/1", "config-changed")
    expect(removed).toHaveLength(1)
  })

  test("a request that was withdrawn before the leader read it is reported too", async () => {
    world.model.setLeader("lb", undefined)
    await world.asConsumer("web/0", ({ lb }) => lb.removeRequest("my-service"))
    await leadershipMovesInTheEnd(world)
    expect(removed).toHaveLength(1)
  })

  test("a leader that has completed the removals reports nothing when it becomes leader again", async () => {
    const { model, relation } = world
    await model.hook("lb/0", "relation-broken", { relation })
    relation.alive = false
    expect(removed).toHaveLength(1)
    model.setLeader("lb", "lb/1")
    await model.hook("lb/0", "config-changed")
    model.setLeader("lb", "lb/0")
    await model.hook("lb/0", "leader-elected")
    expect(removed).toHaveLength(1)
  })

  test("a unit without stored requests reads them in upgrade-charm", async () => {
    world.model.state.get("lb/1")?.clear()
    await world.model.hook("lb/1", "upgrade-charm")
    world.model.bag(world.relation, "web").clear()
    await leadershipMovesInTheEnd(world)
    expect(removed).toHaveLength(1)
  })

  test("no requirer can displace others, and the stored state stays within Juju's limit", async () => {
    const { model } = world
    const text = world.own("web")["request_my-service"] ?? ""
    const greedy = model.relate(2, { greedy: "lb-provider", lb: "lb-consumers" })
    const bag = model.bag(greedy, "greedy").set("version", "1")
    for (let i = 0; i < 500; i += 1) bag.set(`request_name-${i}`, text.replace("my-service", `name-${i}`))
    await model.hook("lb/1", "relation-changed", { relation: greedy })
    const sizes = [...(model.state.get("lb/1")?.values() ?? [])].map((value) => Buffer.byteLength(value))
    expect(Math.max(...sizes)).toBeLessThan(65_536)
    await leadershipMovesInTheEnd(world)
    expect(removed).toHaveLength(1)
  })
})

test("both APIs at one endpoint share the stored requests: a removal that one completes is complete", async () => {
  const world = await DeclaredWorld.started({ providers: 2, mixed: true })
  world.take()
  await leadershipMovesInTheEnd(world)
  expect(world.take()).toEqual(["lb/1 remove api"])
  await world.model.hook("lb/1", "config-changed")
  expect(world.take()).toEqual([])
})

test("a declarative provider calls a handler that throws after the end of a relation again", async () => {
  const world = await DeclaredWorld.started({ providers: 2 })
  world.take()
  world.remove = () => {
    throw new Error("busy")
  }
  await leadershipMovesInTheEnd(world)
  world.remove = () => undefined
  for (let i = 0; i < 2; i += 1) await world.model.hook("lb/1", "config-changed")
  expect(world.take()).toEqual(["lb/1 remove api", "lb/1 remove api"])
})
