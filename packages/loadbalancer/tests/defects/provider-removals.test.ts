import { expect, test } from "vitest"
import { World } from "../support/world.ts"

const removedAt = (world: World, unit: string) =>
  world.asProvider(unit, ({ lbConsumers }) => lbConsumers.removedRequests.map(({ name }) => name))

test("D0, L4: a leader that has become a follower sees no removals and gets no events for them", async () => {
  const world = await World.started({ providers: 2 })
  world.model.setLeader("lb", "lb/1")
  await world.model.hook("lb/1", "leader-elected")
  world.take()
  await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
  expect(world.take()).toEqual([])
  expect(await removedAt(world, "lb/0")).toEqual([])
})

test("D5: an update with a field of a newer library is no removal, and is read", async () => {
  const world = await World.started()
  const text = world.own("web")["request_my-service"] ?? ""
  world.write("web", "request_my-service", text.replace("{", '{"weight": 3, '))
  expect(await removedAt(world, "lb/0")).toEqual([])
  const seen = await world.asProvider("lb/0", ({ lbConsumers }) =>
    lbConsumers.allRequests.map(({ name }) => name),
  )
  expect(seen).toEqual(["my-service"])
})

test("D6: changes that a charm makes to a request object do not make it new again", async () => {
  const world = new World()
  world.provide = ({ lbConsumers }) => {
    for (const request of lbConsumers.newRequests) {
      expect(() => Object.assign(request, { portMapping: { 1: 1 } })).toThrow(TypeError)
      expect(() => Object.assign(request.portMapping, { 1: 1 })).toThrow(TypeError)
      request.response.address = "a.example"
      lbConsumers.sendResponse(request)
    }
  }
  await world.model.integrate(world.relation)
  expect(await world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.newRequests.length)).toBe(0)
})

test("D9: a requirer whose version is missing for a while has removed nothing", async () => {
  const world = await World.started()
  world.write("web", "version", undefined)
  world.take()
  await world.model.settle()
  expect(world.take()).toEqual([])
  expect(await removedAt(world, "lb/0")).toEqual([])
  expect(await world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.allRequests.length)).toBe(1)
})

test("D12, L8: a removed request has its name, relation and all fields, and its response is deleted", async () => {
  const world = await World.started()
  const seen: unknown[] = []
  world.provide = ({ lbConsumers }) => {
    for (const removed of lbConsumers.removedRequests) {
      seen.push([removed.name, removed.relation.id, removed.id, removed.lastKnown?.portMapping])
      lbConsumers.revokeResponse(removed)
    }
  }
  const { id } = JSON.parse(world.own("web")["request_my-service"] ?? "")
  await world.asConsumer("web/0", ({ lb }) => lb.removeRequest("my-service"))
  expect(seen).toEqual([["my-service", 1, id, { 443: 8443 }]])
  expect(Object.keys(world.own("lb"))).toEqual(["extensions", "version"])
})

test("D13: a completed removal is not repeated; an incomplete one is, without an event in every unrelated hook", async () => {
  const world = await World.started()
  world.provide = () => undefined
  await world.asConsumer("web/0", ({ lb }) => lb.removeRequest("my-service"))
  expect(await removedAt(world, "lb/0")).toEqual(["my-service"])
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const removed of lbConsumers.removedRequests) lbConsumers.revokeResponse(removed)
    expect(lbConsumers.isChanged).toBe(false)
  })
  world.take()
  await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
  expect([world.take(), await removedAt(world, "lb/0")]).toEqual([[], []])
})

test("D18: an unreadable own response does not hide the request: it is neither answered nor removed", async () => {
  const world = await World.started()
  world.write("lb", "response_my-service", "{junk")
  const seen: unknown[] = []
  world.provide = ({ lbConsumers }) => {
    seen.push(
      lbConsumers.newRequests.map(({ name }) => name),
      lbConsumers.removedRequests,
    )
  }
  await world.model.hook("lb/0", "upgrade-charm")
  expect(seen).toEqual([["my-service"], []])
})

test("L5: an invalid update of a known request is no removal; it is answered once if the option is set, and again when it is valid", async () => {
  const world = await World.started({ lbConsumers: { refuseInvalid: true } })
  const text = world.own("web")["request_my-service"] ?? ""
  const { sent_hash: hash } = JSON.parse(text)
  world.write("web", "request_my-service", text.replace('"tcp"', '"gopher"').replace('"8443"', '"x"'))
  world.take()
  await world.model.settle()
  expect(world.take().filter((event) => event.startsWith("lb"))).toEqual([])
  expect(await removedAt(world, "lb/0")).toEqual([])
  expect(JSON.parse(world.own("lb")["response_my-service"] ?? "")).toMatchObject({
    address: null,
    error: "unsupported",
    error_message: expect.stringMatching(/^The request cannot be used: .*gopher/),
    error_fields: { protocol: "Invalid enum value gopher" },
    received_hash: hash,
  })
  const writes = world.model.calls.length
  await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
  const tools = world.model.calls.slice(writes).filter((call) => call.includes("relation-set"))
  expect(tools).toEqual([])
  world.write("web", "request_my-service", text)
  await world.model.settle()
  expect(JSON.parse(world.own("lb")["response_my-service"] ?? "")).toMatchObject({
    address: "my-service.example",
    error: null,
  })
})

test("L5: a request that was always invalid leaves nothing, and is no removal", async () => {
  const world = await World.started({ lbConsumers: { refuseInvalid: true } })
  world.write("web", "request_bad", '{"id": "b", "sent_hash": "h"}')
  await world.model.settle()
  expect(JSON.parse(world.own("lb").response_bad ?? "")).toMatchObject({ received_hash: "h" })
  world.write("web", "request_bad", undefined)
  world.take()
  await world.model.settle()
  expect(world.take()).toEqual([])
  expect(Object.keys(world.own("lb"))).not.toContain("response_bad")
})

test("L9: equal ids in two relations are two requests", async () => {
  const world = await World.started()
  const other = world.model.relate(2, { other: "lb-provider", lb: "lb-consumers" })
  const text = world.own("web")["request_my-service"] ?? ""
  world.model.bag(other, "other").set("version", "1").set("request_my-service", text.replace("8443", "9443"))
  await world.model.settle()
  expect(Object.keys(world.model.plain(other, "lb"))).toContain("response_my-service")
  expect(await world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.isChanged)).toBe(false)
})
