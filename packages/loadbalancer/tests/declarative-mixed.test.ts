import { accept } from "loadbalancer-interface"
import { expect, test } from "vitest"
import { DeclaredWorld } from "./declarative-world.ts"
import { consumerCharm, providerCharm } from "./support/charms.ts"
import { ask, PROVIDER_SAYS } from "./support/world.ts"

test("one requirer with both APIs: each has its requests, both see the same responses", async () => {
  const world = await DeclaredWorld.started({ mixed: true })
  // The classic API does not report what the declarative one has processed.
  expect(world.take().filter((event) => event.startsWith("web"))).toEqual([
    "web/0 changed api=waiting",
    "web/0 changed api=ready",
  ])
  await world.asConsumer("web/0", ({ classic }) => {
    const request = classic?.getRequest("by-hand")
    if (request === undefined) return
    request.protocol = "udp"
    request.portMapping = { 53: 53 }
    classic?.sendRequest(request)
  })
  expect(world.take()).toEqual(["lb/0 serve by-hand", "web/0 response_changed"])
  await world.configure("web/0")
  await world.elect("web/0")
  const seen = await world.asConsumer("web/0", ({ lb, classic }) => ({
    declared: lb.states.map(({ name, state }) => `${name} ${state}`),
    requests: classic?.allRequests.map(({ name }) => name),
    responses: classic?.completeResponses.map(({ address }) => address),
    unread: classic?.newResponses.map(({ name }) => name),
  }))
  expect(seen).toEqual({
    declared: ["api ready"],
    requests: ["api", "by-hand"],
    responses: ["api.example", "by-hand.example"],
    // The library acknowledges responses to declared requests.
    unread: ["by-hand"],
  })
})

test("within one hook, each API immediately sees the writes of the other", async () => {
  const world = await DeclaredWorld.started({ mixed: true })
  world.serve = () => accept({ address: "second.example" })
  const seen = await world.asConsumer("web/0", ({ lb, classic }) => {
    const request = classic?.getRequest("api")
    if (request === undefined) return []
    request.sticky = true
    classic?.sendRequest(request)
    const changed = lb.state("api").state
    void lb.refresh()
    return [changed, lb.state("api").state, classic?.getResponse("api")?.address]
  })
  // The declaration takes precedence: refresh sends it again, and the old response is current again.
  expect(seen).toEqual(["stale", "ready", "api.example"])
})

test("one provider with both APIs: a request that one has answered is not new for the other", async () => {
  const world = await DeclaredWorld.started({ mixed: true })
  expect(world.take().filter((event) => event.startsWith("lb"))).toEqual(["lb/0 serve api"])
  const before = await world.asProvider("lb/0", ({ classic }) => ({
    all: classic?.allRequests.map(({ name }) => name),
    changed: classic?.isChanged,
  }))
  expect(before).toEqual({ all: ["api"], changed: false })
  await world.asProvider("lb/0", ({ classic }) => {
    for (const request of classic?.allRequests ?? []) {
      request.response.address = "by.hand"
      classic?.sendResponse(request)
    }
  })
  expect(await world.state("web/0")).toMatchObject({ state: "ready", address: "by.hand" })
  expect(world.take().filter((event) => event.startsWith("lb"))).toEqual([])
})

test("a declarative requirer with a classic provider", async () => {
  const events: string[] = []
  const provider = providerCharm(events, ({ lbConsumers }, event) => {
    if (event !== "requests_changed") return
    for (const request of lbConsumers.newRequests) {
      request.response.error = request.response.errorTypes.unsupported
      request.response.errorFields = { healthChecks: "no checks here" }
      lbConsumers.sendResponse(request)
    }
    for (const request of lbConsumers.removedRequests) lbConsumers.revokeResponse(request)
  })
  const world = await DeclaredWorld.started({ provider })
  const { state, message } = await world.state("web/0")
  expect([state, message]).toEqual(["rejected", "load balancer api: refused: healthChecks: no checks here"])
  world.declared.api = () => undefined
  await world.configure("web/0")
  expect(world.own("lb")).toEqual(PROVIDER_SAYS)
  expect(events).toEqual(["lb/0 requests_changed", "lb/0 requests_changed"])
})

test("a classic requirer with a declarative provider", async () => {
  const events: string[] = []
  const addresses: unknown[] = []
  const consumer = consumerCharm(events, (charm, event) => {
    if (event === "available") ask(charm, event)
    if (event === "response_changed") addresses.push(charm.lb.getResponse("my-service")?.address)
    if (event === "update_status") charm.lb.removeRequest("my-service")
  })
  const world = await DeclaredWorld.started({ consumer })
  expect(addresses).toEqual(["my-service.example"])
  await world.model.hook("web/0", "update-status")
  await world.model.settle()
  expect(world.take()).toEqual(["lb/0 serve my-service", "lb/0 remove my-service"])
  expect(world.own("lb")).toEqual(PROVIDER_SAYS)
})

test("a charm that moves from the classic to the declarative API sends nothing again", async () => {
  const events: string[] = []
  const consumer = consumerCharm(events, (charm, event) => event === "available" && ask(charm, event))
  const world = await DeclaredWorld.started({ consumer })
  const { "request_my-service": before } = world.own("web")
  world.take()
  world.declared = { "my-service": () => ({ protocol: "tcp", portMapping: { 443: 8443 } }) }
  await world.refreshConsumer("web/0")
  expect(world.own("web")["request_my-service"]).toBe(before)
  expect(world.take()).toEqual(["web/0 changed my-service=ready"])
})
