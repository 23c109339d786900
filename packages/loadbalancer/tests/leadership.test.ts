import { expect, test } from "vitest"
import { PROVIDER_SAYS, World } from "./support/world.ts"

/** Returns the events of one unit since the last call. */
const of = (unit: string, events: readonly string[]) => events.filter((event) => event.startsWith(`${unit} `))

async function moveLeadership(world: World, app: string, unit: string | undefined): Promise<void> {
  world.model.setLeader(app, unit)
  if (unit !== undefined) await world.model.hook(unit, "leader-elected")
  await world.model.settle()
}

test("a new leader of the provider gets a request with default backends once more, and runs no peer's hook", async () => {
  const world = await World.started({ providers: 2 })
  world.take()
  const before = world.own("lb")
  await moveLeadership(world, "lb", "lb/1")
  expect(world.take()).toEqual(["lb/1 requests_changed"])
  for (const unit of ["lb/0", "lb/1"])
    await world.model.hook(unit, "relation-changed", { relation: world.relation })
  expect(world.take()).toEqual([])
  expect(world.own("lb")).toEqual(before)
})

test("a provider's unit that loses leadership sees nothing as removed or new", async () => {
  const world = await World.started({ providers: 2 })
  await moveLeadership(world, "lb", "lb/1")
  const seen = await world.asProvider("lb/0", ({ lbConsumers }) => ({
    all: lbConsumers.allRequests.length,
    fresh: lbConsumers.newRequests.length,
    removed: lbConsumers.removedRequests.length,
    changed: lbConsumers.isChanged,
  }))
  expect(seen).toEqual({ all: 0, fresh: 0, removed: 0, changed: false })
})

test("a request that was removed while there was no leader is reported to the next one, with its last known data", async () => {
  const world = await World.started({ providers: 2 })
  await moveLeadership(world, "lb", undefined)
  await world.asConsumer("web/0", ({ lb }) => lb.removeRequest("my-service"))
  world.take()
  const removed: unknown[] = []
  world.provide = ({ lbConsumers }) => {
    for (const request of lbConsumers.removedRequests) {
      removed.push([request.name, request.lastKnown?.protocol])
      lbConsumers.revokeResponse(request)
    }
  }
  await moveLeadership(world, "lb", "lb/1")
  expect(removed).toEqual([["my-service", "tcp"]])
  expect(of("lb/1", world.take())).toEqual(["lb/1 requests_changed"])
  expect(world.own("lb")).toEqual(PROVIDER_SAYS)
})

test("requests that wait when a leader is elected are answered by it", async () => {
  const world = new World({ providers: 2 })
  world.model.setLeader("lb", undefined)
  world.write("lb", "version", "1")
  await world.model.integrate(world.relation)
  expect(of("lb/0", world.take())).toEqual([])
  await moveLeadership(world, "lb", "lb/1")
  expect(world.own("lb")).toHaveProperty("response_my-service")
})

test("a leader that loses its stored state gets a request with default backends once more, and writes nothing", async () => {
  const world = await World.started()
  world.take()
  const before = world.own("lb")
  world.model.state.get("lb/0")?.clear()
  await world.model.hook("lb/0", "upgrade-charm")
  await world.model.hook("lb/0", "config-changed")
  expect(world.take()).toEqual(["lb/0 requests_changed"])
  expect(world.own("lb")).toEqual(before)
})

test("available fires in a requirer's follower that becomes leader", async () => {
  const world = new World({ consumers: 2 })
  world.model.setLeader("web", undefined)
  await world.model.integrate(world.relation)
  expect(of("web/1", world.take())).toEqual(["web/1 available"])
  expect(world.own("web")).toEqual({})
  await moveLeadership(world, "web", "web/1")
  expect(of("web/1", world.take())).toEqual([
    "web/1 available",
    "web/1 response_available",
    "web/1 response_changed",
  ])
  expect(world.own("web")).toHaveProperty("request_my-service")
})

test("each unit acknowledges for itself: nothing is written, and a new leader knows what it has acknowledged as a follower", async () => {
  const world = await World.started({ consumers: 3 })
  const before = world.own("web")
  for (const unit of ["web/0", "web/1"])
    await world.asConsumer(unit, ({ lb }) => {
      for (const response of lb.newResponses) lb.ackResponse(response)
    })
  world.take()
  await moveLeadership(world, "web", "web/1")
  expect(await world.asConsumer("web/1", ({ lb }) => lb.isChanged)).toBe(false)
  await moveLeadership(world, "web", "web/2")
  expect(await world.asConsumer("web/2", ({ lb }) => lb.isChanged)).toBe(true)
  expect(world.own("web")).toEqual(before)
})

test("followers of the requirer see responses, but not whether they are current, and notice their removal", async () => {
  const world = await World.started({ consumers: 2 })
  expect(of("web/1", world.take())).toEqual([
    "web/1 available",
    "web/1 response_available",
    "web/1 response_changed",
  ])
  const seen = await world.asConsumer("web/1", ({ lb }) => {
    const response = lb.getResponse("my-service")
    if (response !== undefined) lb.ackResponse(response)
    return {
      freshness: response?.freshness,
      complete: lb.completeResponses.length,
      ask: lb.canRequest,
      all: lb.allRequests,
    }
  })
  expect(seen).toEqual({ freshness: "unknown", complete: 1, ask: false, all: [] })
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const request of lbConsumers.allRequests) lbConsumers.revokeResponse(request)
  })
  expect(of("web/1", world.take())).toEqual(["web/1 response_changed"])
  expect(await world.asConsumer("web/1", ({ lb }) => lb.revokedResponses)).toEqual([{ name: "my-service" }])
})

test("with followersRead, the provider's followers get events for changed content only, and cannot respond", async () => {
  const world = await World.started({ providers: 2, lbConsumers: { followersRead: true } })
  expect(of("lb/1", world.take())).toEqual(["lb/1 requests_changed"])
  await world.model.hook("lb/1", "relation-changed", { relation: world.relation })
  expect(world.take()).toEqual([])
  const before = world.own("lb")
  const seen = await world.asProvider("lb/1", ({ lbConsumers }) => {
    const names = lbConsumers.allRequests.map((request) => {
      request.response.address = "follower.example"
      lbConsumers.sendResponse(request)
      lbConsumers.revokeResponse(request)
      return request.name
    })
    return { names, fresh: lbConsumers.newRequests, changed: lbConsumers.isChanged }
  })
  expect(seen).toEqual({ names: ["my-service"], fresh: [], changed: false })
  expect(world.own("lb")).toEqual(before)
  await world.asConsumer("web/0", ({ lb }) => {
    const request = lb.getRequest("my-service")
    request.sticky = true
    lb.sendRequest(request)
  })
  expect(of("lb/1", world.take())).toEqual(["lb/1 requests_changed"])
})

test("a leader that is being removed reports no removals if other units stay", async () => {
  const world = await World.started({ providers: 2 })
  world.take()
  const before = world.own("lb")
  world.model.removeUnit("lb/0")
  const { relation } = world
  await world.model.hook("lb/0", "relation-departed", { relation, remoteUnit: "web/0", departing: "lb/0" })
  await world.model.hook("lb/0", "relation-broken", { relation })
  expect(world.take()).toEqual([])
  expect(world.own("lb")).toEqual(before)
})

test("the last unit of a provider cleans up when it is removed", async () => {
  const world = await World.started()
  world.take()
  world.model.removeUnit("lb/0")
  const { relation } = world
  await world.model.hook("lb/0", "relation-departed", { relation, remoteUnit: "web/0", departing: "lb/0" })
  expect(world.take()).toEqual([])
  await world.model.hook("lb/0", "relation-broken", { relation })
  expect(world.take()).toEqual(["lb/0 requests_changed"])
})
