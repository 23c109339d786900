import {
  answerRecordKey,
  fingerprintOf,
  parseRequest,
  requestKey,
  serializeAnswerRecord,
} from "loadbalancer-interface/wire"
import { expect, test } from "vitest"
import { World } from "./support/world.ts"

const NAME = "my-service"

/** An answered and acknowledged request, with the databags and units' states as version 0.1.0 left them. */
async function ofVersion010({ revoked = false } = {}): Promise<World> {
  const world = await World.started()
  const hash = await world.asConsumer("web/0", ({ lb }) => lb.getResponse(NAME)?.hash ?? "")
  const read = parseRequest(world.own("web")[requestKey(NAME)] ?? "")
  if (!read.ok) throw new Error("the request cannot be read")
  const filled = { ...read.value, backends: ["10.0.1.0"] }
  const record = { id: filled.id, fingerprint: fingerprintOf(filled, ""), request: filled, revoked }
  world.write("lb", answerRecordKey(NAME), serializeAnswerRecord(record))
  world.write("web", `acked_${NAME}`, hash)
  for (const unit of ["lb/0", "web/0"]) world.model.state.get(unit)?.clear()
  world.take()
  return world
}

const refresh = async (world: World) => {
  for (const unit of ["lb/0", "web/0"])
    for (const hook of ["upgrade-charm", "config-changed"]) await world.model.hook(unit, hook)
  await world.model.settle()
}

test("what was answered and acknowledged stays so, and nothing is written", async () => {
  const world = await ofVersion010()
  const before = [world.own("web"), world.own("lb")]
  await refresh(world)
  const events = world.take().filter((event) => !event.endsWith(" available"))
  // The first response is announced again to a unit without state; it is not a changed one.
  expect(events).toEqual(["web/0 response_available"])
  expect(await world.asConsumer("web/0", ({ lb }) => lb.isChanged)).toBe(false)
  expect([world.own("web"), world.own("lb")]).toEqual(before)
})

test("default backends that have changed since are served, and then the record is without them", async () => {
  const world = await ofVersion010()
  world.model.bag(world.relation, "web/0").set("ingress-address", "10.0.1.99")
  await refresh(world)
  expect(world.take().filter((event) => event.startsWith("lb"))).toEqual(["lb/0 requests_changed"])
  expect(world.own("lb")[answerRecordKey(NAME)]).toContain('"backends": []')
  await refresh(world)
  expect(world.take().filter((event) => event.startsWith("lb"))).toEqual([])
})

test("an acknowledgement ends with another response, also if the old one comes back", async () => {
  const world = await ofVersion010()
  const response = world.own("lb")[`response_${NAME}`]
  await refresh(world)
  world.write("lb", `response_${NAME}`, response?.replace("my-service.example", "other.example"))
  await world.model.settle()
  world.write("lb", `response_${NAME}`, response)
  await world.model.settle()
  expect(await world.asConsumer("web/0", ({ lb }) => lb.newResponses.map(({ address }) => address))).toEqual([
    "my-service.example",
  ])
})

test("a revoked response is no response", async () => {
  const world = await ofVersion010({ revoked: true })
  world.write("lb", `response_${NAME}`, undefined)
  await refresh(world)
  expect(world.own("lb")).toHaveProperty(`response_${NAME}`)
})

test("what it kept goes with the request", async () => {
  const world = await ofVersion010()
  await refresh(world)
  await world.asConsumer("web/0", ({ lb }) => lb.removeRequest(NAME))
  expect(Object.keys(world.own("web"))).toEqual(["extensions", "version"])
  expect(Object.keys(world.own("lb"))).toEqual(["extensions", "version"])
})
