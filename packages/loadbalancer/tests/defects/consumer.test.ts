import { expect, test } from "vitest"
import { API, DeclaredWorld } from "../declarative-world.ts"
import { ask, World } from "../support/world.ts"

const address = (world: World, unit = "web/0") =>
  world.asConsumer(unit, ({ lb }) => lb.getResponse("my-service")?.address)

test("D17: a health check that is added in every hook is sent once, and a declared list is complete", async () => {
  const world = await World.started()
  for (const interval of [10, 10, 20])
    await world.asConsumer("web/0", ({ lb }) => {
      const request = lb.getRequest("my-service")
      request.addHealthCheck({ protocol: "http", port: 80, path: "/livez", interval })
      lb.sendRequest(request)
    })
  expect(JSON.parse(world.own("web")["request_my-service"] ?? "").health_checks).toEqual([
    { protocol: "http", port: 80, path: "/livez", interval: 20, retries: 3 },
  ])
  const declared = await DeclaredWorld.started()
  declared.declared = { api: () => ({ ...API, healthChecks: [] }) }
  await declared.configure("web/0")
  expect(JSON.parse(declared.own("web").request_api ?? "").health_checks).toEqual([])
})

test("D20: the address of a stale response is not returned; followers get freshness unknown", async () => {
  const world = await World.started({ consumers: 2 })
  world.provide = () => undefined
  await world.asConsumer("web/0", ({ lb }) => {
    const request = lb.getRequest("my-service")
    request.public = false
    lb.sendRequest(request)
  })
  expect(await address(world)).toBeUndefined()
  expect(await world.asConsumer("web/1", ({ lb }) => lb.getResponse("my-service")?.freshness)).toBe("unknown")
})

test("D21, L16: a request that is sent makes its response stale in the same hook", async () => {
  const world = await World.started()
  await world.asConsumer("web/0", ({ lb }) => {
    expect(lb.hasResponse).toBe(true)
    const request = lb.getRequest("my-service")
    request.sticky = true
    lb.sendRequest(request)
    expect([lb.hasResponse, lb.completeResponses, lb.getResponse("my-service")]).toEqual([
      false,
      [],
      undefined,
    ])
  })
})

test("D22, L1: responseAvailable waits for a response", async () => {
  const world = new World()
  world.provide = () => undefined
  await world.model.integrate(world.relation)
  expect(world.take().filter((event) => event.startsWith("web"))).toEqual(["web/0 available"])
})

test.each(["{", "[]", '{"address": 1}', '{"error": "odd", "address": "a"}'])(
  "D23, L13: the response %s is a finding, and the request stays as it is",
  async (text) => {
    const world = await World.started()
    const before = world.own("web")["request_my-service"]
    world.write("lb", "response_my-service", text)
    await world.model.settle()
    const seen = await world.asConsumer("web/0", ({ lb }) => [
      lb.getResponse("my-service"),
      lb.invalidResponses.map(({ name, issues }) => [name, issues.length > 0]),
      lb.hasResponse,
    ])
    expect(seen).toEqual([undefined, [["my-service", true]], false])
    await world.asConsumer("web/0", (charm) => ask(charm, "available"))
    expect(world.own("web")["request_my-service"]).toBe(before)
  },
)

test("D23: a field of a newer provider is ignored", async () => {
  const world = await World.started()
  const text = world.own("lb")["response_my-service"] ?? ""
  world.write("lb", "response_my-service", text.replace("{", '{"later": [], '))
  expect(await address(world)).toBe("my-service.example")
})

test("D24: events fire once for each content, acknowledged or not", async () => {
  const world = await World.started()
  world.take()
  for (const hook of ["config-changed", "relation-changed", "relation-changed"])
    await world.model.hook("web/0", hook, hook.startsWith("relation") ? { relation: world.relation } : {})
  expect(world.take()).toEqual([])
})

test("D25, L17: followers see a revocation", async () => {
  const world = await World.started({ consumers: 2 })
  await world.asConsumer("web/1", ({ lb }) => lb.newResponses.forEach((one) => void lb.ackResponse(one)))
  world.take()
  await world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const request of lbConsumers.allRequests) lbConsumers.revokeResponse(request)
  })
  expect(world.take()).toContain("web/1 response_changed")
  const revoked = await world.asConsumer("web/1", ({ lb }) => lb.revokedResponses.map(({ name }) => name))
  expect(revoked).toEqual(["my-service"])
})

test("D26: an unreadable own request keeps its id", async () => {
  const world = await World.started()
  const text = world.own("web")["request_my-service"] ?? ""
  const { id } = JSON.parse(text)
  world.write("web", "request_my-service", text.replace('"tcp"', '"gopher"'))
  await world.asConsumer("web/0", (charm) => ask(charm, "available"))
  expect(JSON.parse(world.own("web")["request_my-service"] ?? "")).toMatchObject({ id, protocol: "tcp" })
})

test("D27, L15: a second relation is reported, and throws no exception", async () => {
  const world = await World.started()
  world.model.addApp(
    "lb2",
    class extends Object {} as never,
    { provides: { "lb-consumers": "loadbalancer" } },
    0,
  )
  world.model.relate(2, { web: "lb-provider", lb2: "lb-consumers" })
  const seen = await world.asConsumer("web/0", ({ lb }) => [
    lb.tooManyRelations,
    lb.relation?.id,
    lb.canRequest,
  ])
  expect(seen).toEqual([true, 1, true])
})

test("D28: available fires in a follower that becomes leader", async () => {
  const world = await World.started({ consumers: 2 })
  world.take()
  world.model.setLeader("web", "web/1")
  await world.model.hook("web/1", "leader-elected")
  expect(world.take()).toEqual(["web/1 available"])
})

test("D29: after the end of a relation nothing is available, and the next one starts empty", async () => {
  const world = await World.started()
  const { relation } = world
  await world.model.hook("web/0", "relation-broken", { relation })
  relation.alive = false
  expect(await world.asConsumer("web/0", ({ lb }) => lb.isAvailable)).toBe(false)
  world.take()
  await world.model.integrate(world.model.relate(7, { web: "lb-provider", lb: "lb-consumers" }))
  expect(world.take().filter((event) => event.startsWith("web"))).toContain("web/0 available")
})

test("D30: the name of a request cannot be changed", async () => {
  const world = await World.started()
  await world.asConsumer("web/0", ({ lb }) => {
    const request = lb.getRequest("my-service")
    expect(Reflect.set(request, "name", "other")).toBe(false)
  })
  expect(Object.keys(world.own("web")).filter((key) => key.startsWith("request_"))).toEqual([
    "request_my-service",
  ])
})

test("L14: a request and a response without hashes do not match", async () => {
  const world = await World.started()
  const [request, response] = [world.own("web")["request_my-service"], world.own("lb")["response_my-service"]]
  world.write("web", "request_my-service", request?.replace(/"sent_hash": "[^"]*"/, '"sent_hash": null'))
  world.write(
    "lb",
    "response_my-service",
    response?.replace(/"received_hash": "[^"]*"/, '"received_hash": null'),
  )
  expect(await world.asConsumer("web/0", ({ lb }) => lb.hasResponse)).toBe(false)
})
