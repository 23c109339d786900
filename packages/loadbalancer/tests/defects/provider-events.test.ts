import { expect, test } from "vitest"
import { World } from "../support/world.ts"

test("D4: a new leader, or a unit without its stored state, gets no request with its own backends twice and misses no removal", async () => {
  const world = new World({ providers: 2 })
  world.consume = (charm, event) => {
    if (event !== "available" || !charm.lb.canRequest) return
    const request = charm.lb.getRequest("my-service")
    Object.assign(request, { protocol: "tcp", portMapping: { 443: 8443 }, backends: ["192.0.2.8"] })
    charm.lb.sendRequest(request)
  }
  await world.model.integrate(world.relation)
  world.take()
  world.model.setLeader("lb", "lb/1")
  world.model.state.clear()
  await world.model.hook("lb/1", "leader-elected")
  expect(world.take()).toEqual([])
  const seen: string[] = []
  world.provide = ({ lbConsumers }) => seen.push(...lbConsumers.removedRequests.map(({ name }) => name))
  world.model.setLeader("lb", undefined)
  await world.asConsumer("web/0", ({ lb }) => lb.removeRequest("my-service"))
  world.model.setLeader("lb", "lb/0")
  world.model.state.clear()
  await world.model.hook("lb/0", "leader-elected")
  expect(seen).toEqual(["my-service"])
})

test.each(["{", "[]", "1", '"x"', '{"health_checks": [1]}', '{"health_checks": {"a": 1}}'])(
  "D7, L6: %s of one consumer stops nobody else",
  async (text) => {
    const world = await World.started()
    const other = world.model.relate(2, { other: "lb-provider", lb: "lb-consumers" })
    world.model.bag(other, "other").set("version", "1").set("request_bad", text)
    await world.model.settle()
    await world.asConsumer("web/0", (charm) => {
      const request = charm.lb.getRequest("second")
      Object.assign(request, { protocol: "tcp", portMapping: { 1: 2 } })
      charm.lb.sendRequest(request)
    })
    expect(world.own("lb")).toHaveProperty("response_second")
    const invalid = await world.asProvider("lb/0", ({ lbConsumers }) =>
      lbConsumers.invalidRequests.map(({ relation, name, issues }) => [relation.id, name, issues.length > 0]),
    )
    expect(invalid).toEqual([[2, "bad", true]])
  },
)

test.each(["garbage", "1.0", "0", "-1", ""])(
  "D8, L7: version %j is a reason to wait on both sides, not a crash",
  async (text) => {
    const world = await World.started()
    world.write("web", "version", text)
    world.write("lb", "version", text)
    const consumer = await world.asConsumer(
      "web/0",
      ({ lb }) => lb.isAvailable || lb.waitingFor !== undefined,
    )
    const provider = await world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.removedRequests.length)
    expect([consumer, provider]).toEqual([true, 0])
  },
)

test("D10, L2: the backend of a departing unit is removed immediately, and the end of a relation is a removal", async () => {
  const world = await World.started({ consumers: 2 })
  const backends: (readonly string[])[] = []
  const removed: string[] = []
  world.provide = ({ lbConsumers }) => {
    for (const request of lbConsumers.newRequests) {
      backends.push(request.backends)
      request.response.address = "a.example"
      lbConsumers.sendResponse(request)
    }
    for (const request of lbConsumers.removedRequests) {
      removed.push(request.name)
      lbConsumers.revokeResponse(request)
    }
  }
  const { relation } = world
  await world.model.hook("lb/0", "relation-departed", { relation, remoteUnit: "web/1", departing: "web/1" })
  expect(backends).toEqual([["10.0.1.0"]])
  await world.model.hook("lb/0", "relation-broken", { relation })
  expect(removed).toEqual(["my-service"])
})

test("D11, L3: requests without a leader are answered when there is one", async () => {
  const world = new World({ providers: 2 })
  world.model.setLeader("lb", undefined)
  await world.model.integrate(world.relation)
  world.write("web", "version", "1")
  world.write(
    "web",
    "request_x",
    '{"id": "x", "name": "x", "protocol": "tcp", "port_mapping": {"1": 2}, "sent_hash": "h"}',
  )
  world.model.setLeader("lb", "lb/1")
  await world.model.hook("lb/1", "leader-elected")
  expect(world.own("lb")).toHaveProperty("response_x")
})

test("D14: with followersRead, followers get one event for each content, and answer nothing", async () => {
  const world = await World.started({ providers: 2, lbConsumers: { followersRead: true } })
  world.take()
  for (let i = 0; i < 3; i += 1)
    await world.model.hook("lb/1", "relation-changed", { relation: world.relation })
  expect(world.take()).toEqual([])
  const seen = await world.asProvider("lb/1", ({ lbConsumers }) => [
    lbConsumers.allRequests.length,
    lbConsumers.isChanged,
  ])
  expect(seen).toEqual([1, false])
})

test("D15, L22: followersRead is not stored, and both methods that write only warn on a follower", async () => {
  const world = await World.started({ providers: 2 })
  const before = world.own("lb")
  await world.asProvider("lb/1", ({ lbConsumers }) => {
    lbConsumers.followerPerms({ read: true })
    for (const request of lbConsumers.allRequests) {
      request.response.address = "b.example"
      lbConsumers.sendResponse(request)
      lbConsumers.revokeResponse(request)
    }
  })
  expect(world.own("lb")).toEqual(before)
  expect(world.model.logs.join()).toMatch(/lb\/1 does not lead and cannot send.*cannot revoke/s)
  expect(await world.asProvider("lb/1", ({ lbConsumers }) => lbConsumers.allRequests.length)).toBe(0)
})

test("D16, L10: a document's name must equal that in its key, so that responses have the right key", async () => {
  const world = await World.started()
  const text = world.own("web")["request_my-service"] ?? ""
  world.write("web", "request_api", text.replace('"name": "my-service"', '"name": "other"'))
  await world.model.settle()
  expect(Object.keys(world.own("lb")).filter((key) => key.startsWith("response_"))).toEqual([
    "response_my-service",
  ])
  const invalid = await world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.invalidRequests)
  expect(invalid).toMatchObject([{ name: "api", issues: [{ path: ["name"] }] }])
})

test("D19, L20: default backends come in the units' numeric order", async () => {
  const world = await World.started({ consumers: 12 })
  const backends = await world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.allRequests[0]?.backends)
  expect(backends).toEqual(Array.from({ length: 12 }, (_, unit) => `10.0.1.${unit}`))
})

test("L11: a response is revoked and replaced in one hook", async () => {
  const world = await World.started()
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const request of lbConsumers.allRequests) {
      lbConsumers.revokeResponse(request)
      expect(lbConsumers.newRequests).toEqual([request])
      request.response.address = "again.example"
      lbConsumers.sendResponse(request)
    }
  })
  expect(world.own("lb")["response_my-service"]).toContain("again.example")
})

test("L12: responding to a removed request throws an error with advice", async () => {
  const world = await World.started()
  world.provide = () => undefined
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    const [request] = lbConsumers.allRequests
    if (request === undefined) throw new Error("no request")
    world.write("web", "request_my-service", undefined)
    world.write("web", "request_other", undefined)
  })
  await world.asConsumer("web/0", ({ lb }) => lb.removeRequest("my-service"))
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const { lastKnown } of lbConsumers.removedRequests) {
      if (lastKnown === undefined) throw new Error("nothing is known of it")
      lastKnown.response.address = "late.example"
      expect(() => lbConsumers.sendResponse(lastKnown)).toThrow(
        /is not there any more: answer requests from newRequests/,
      )
    }
  })
  expect(world.own("lb")["response_my-service"]).not.toContain("late.example")
})

test("L21: a request without any backend shows that, and can be skipped until there is one", async () => {
  const world = new World({ lbConsumers: { waitForBackends: true } })
  world.model.bag(world.relation, "web/0").delete("ingress-address")
  await world.model.integrate(world.relation)
  const seen = () =>
    world.asProvider("lb/0", ({ lbConsumers }) => [
      lbConsumers.allRequests.map(({ hasBackends }) => hasBackends),
      lbConsumers.newRequests.length,
    ])
  expect(await seen()).toEqual([[false], 0])
  expect(world.own("lb")).not.toHaveProperty("response_my-service")
  world.model.bag(world.relation, "web/0").set("ingress-address", "10.0.1.0")
  await world.model.settle()
  expect(await seen()).toEqual([[true], 0])
  expect(world.own("lb")).toHaveProperty("response_my-service")
})
