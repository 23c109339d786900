import { expect, test } from "vitest"
import { World } from "./support/world.ts"

const toolsOf = (world: World, unit: string) =>
  world.model.calls
    .splice(0)
    .filter((call) => call.startsWith(`[${unit}] `) && !call.includes("juju-log"))
    .map((call) => call.split(" ")[1])

/** A world whose provider has more consumers. */
async function crowded(relations: number): Promise<World> {
  const world = await World.started()
  for (let id = 2; id <= relations; id += 1) {
    const relation = world.model.relate(id, { [`app${id}`]: "lb-provider", lb: "lb-consumers" })
    const text = '{"id": "i", "name": "n", "protocol": "tcp", "port_mapping": {"1": 2}, "sent_hash": "h"}'
    world.model.bag(relation, `app${id}`).set("version", "1").set("request_n", text)
  }
  await world.model.settle()
  return world
}

test("a quiet hook of the provider writes nothing and reads its own relation, however many there are", async () => {
  const counts: number[] = []
  for (const relations of [1, 30]) {
    const world = await crowded(relations)
    world.model.calls.length = 0
    await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
    const tools = toolsOf(world, "lb/0")
    expect(tools.filter((tool) => tool?.endsWith("-set"))).toEqual([])
    counts.push(tools.length)
  }
  expect(counts[1]).toBe(counts[0])
  expect(counts[0]).toBeLessThanOrEqual(6)
})

test("a quiet hook of the consumer writes nothing", async () => {
  const world = await World.started()
  world.model.calls.length = 0
  await world.model.hook("web/0", "relation-changed", { relation: world.relation })
  expect(toolsOf(world, "web/0").sort()).toEqual([
    "is-leader",
    "relation-get",
    "relation-get",
    "relation-ids",
    "state-get",
  ])
})

test("in hooks that mean nothing to the library only the framework looks for deferred events", async () => {
  const world = await World.started()
  for (const unit of ["web/0", "lb/0"]) {
    world.model.calls.length = 0
    await world.model.hook(unit, "start")
    expect(toolsOf(world, unit)).toEqual(["state-get"])
  }
})
