import { describe, expect, test } from "vitest"
import { PROVIDER_ENDPOINTS, providerCharm } from "./support/charms.ts"
import { PROVIDER_SAYS, World } from "./support/world.ts"

const named = (name: string) =>
  `{"id": "i", "name": "${name}", "protocol": "tcp", "port_mapping": {"1": 2}, "sent_hash": "h"}`
const REQUEST = named("my-service")
const DEEP = "[".repeat(100_000)

describe("a provider with a bad consumer", () => {
  test.each([
    ["broken JSON", "{"],
    ["a list", "[]"],
    ["deep nesting", DEEP],
    ["an unknown protocol", REQUEST.replace("tcp", "sctp")],
    ["a port that does not exist", REQUEST.replace('"1": 2', '"70000": 2')],
    [
      "text that breaks out of a configuration",
      REQUEST.replace("{", '{"backends": ["10.0.0.1;}\\ninclude x"], '),
    ],
    ["a health check that is text", REQUEST.replace("{", '{"health_checks": ["tcp"], ')],
    ["a name from Object.prototype", '{"__proto__": 1}'],
  ])("reports %s, keeps what it made and serves the others", async (_what, text) => {
    const world = await World.started()
    const before = world.own("lb")["response_my-service"]
    world.take()
    world.write("web", "request_my-service", text)
    world.write("web", "request_other", named("other"))
    await world.model.settle()
    expect(world.take().filter((event) => event.startsWith("lb/"))).toEqual(["lb/0 requests_changed"])
    expect(world.own("lb")["response_my-service"]).toBe(before)
    expect(world.own("lb")).toHaveProperty("response_other")
    const seen = await world.asProvider("lb/0", ({ lbConsumers }) => ({
      invalid: lbConsumers.invalidRequests.map(({ name, relation, issues }) => [
        name,
        relation.id,
        issues.length > 0,
      ]),
      all: lbConsumers.allRequests.map(({ name }) => name),
      changed: lbConsumers.isChanged,
    }))
    expect(seen).toEqual({ invalid: [["my-service", 1, true]], all: ["other"], changed: false })
    expect(world.model.logs.join("\n")).toContain(
      'request "my-service" of relation lb-consumers:1 cannot be used',
    )
    expect(Math.max(...world.model.logs.map((line) => line.length))).toBeLessThan(1000)
  })

  test("ignores fields of a newer library", async () => {
    const world = await World.started()
    world.write("web", "request_newer", named("newer").replace("{", '{"weight": 5, '))
    await world.model.settle()
    expect(world.own("lb")).toHaveProperty("response_newer")
  })

  test.each([[undefined], ["garbage"], ["0"], ["-1"], ["1.0"]])(
    "takes version %s for no removal",
    async (version) => {
      const world = await World.started()
      const before = world.own("lb")
      world.take()
      world.write("web", "version", version)
      await world.model.settle()
      world.write("web", "request_my-service", undefined)
      await world.model.settle()
      expect(world.take()).toEqual([])
      expect(world.own("lb")).toEqual(before)
      world.write("web", "version", "2")
      await world.model.settle()
      expect(world.take()).toEqual(["lb/0 requests_changed"])
      expect(world.own("lb")).toEqual(PROVIDER_SAYS)
    },
  )

  test("treats its own unreadable response as missing", async () => {
    const world = await World.started()
    world.take()
    world.write("lb", "response_my-service", "{")
    await world.model.hook("lb/0", "config-changed")
    expect(world.take()).toEqual(["lb/0 requests_changed"])
    expect(world.own("lb")["response_my-service"]).toContain("my-service.example")
  })

  test("two requests with the same id do not conflict", async () => {
    const world = await World.started()
    world.write("web", "request_a", named("a"))
    world.write("web", "request_b", named("b").replace("tcp", "udp"))
    await world.model.settle()
    world.take()
    await world.model.hook("lb/0", "config-changed")
    expect(world.take()).toEqual([])
  })

  test("a request without hash is answered once", async () => {
    const world = await World.started()
    world.write("web", "request_plain", named("plain").replace('"h"', "null"))
    await world.model.settle()
    world.take()
    await world.model.hook("lb/0", "config-changed")
    expect(world.take()).toEqual([])
    expect(world.own("lb").response_plain).toContain('"received_hash": null')
  })
})

describe("a consumer with a bad provider", () => {
  test("treats error_fields as an error, also with an earlier address", async () => {
    const world = await World.started()
    const answer: unknown = JSON.parse(world.own("lb")["response_my-service"] ?? "")
    world.write(
      "lb",
      "response_my-service",
      JSON.stringify({ ...Object(answer), error: null, error_fields: { public: "only internal ones" } }),
    )
    await world.model.settle()
    const seen = await world.asConsumer("web/0", ({ lb }) => {
      const response = lb.getResponse("my-service")
      return [response?.error, response?.address, response?.addresses, response?.errorFields]
    })
    expect(seen).toEqual(["unsupported", null, [], { public: "only internal ones" }])
  })

  test.each([
    ["broken JSON", "{"],
    ["no address", "{}"],
    ["an unknown error", '{"error": "quota", "error_message": "m"}'],
    ["deep nesting", DEEP],
  ])("takes %s for no response and says so", async (_what, text) => {
    const world = await World.started()
    const id = await world.asConsumer("web/0", ({ lb }) => {
      for (const response of lb.newResponses) lb.ackResponse(response)
      return lb.getRequest("my-service").id
    })
    world.take()
    world.write("lb", "response_my-service", text)
    await world.model.settle()
    expect(world.take()).toEqual(["web/0 response_changed"])
    const seen = await world.asConsumer("web/0", ({ lb }) => ({
      response: lb.getResponse("my-service"),
      all: lb.allResponses,
      complete: lb.hasResponse,
      revoked: lb.revokedResponses,
      invalid: lb.invalidResponses.map(({ name }) => name),
      id: lb.getRequest("my-service").id,
    }))
    const revoked = [{ name: "my-service" }]
    expect(seen).toEqual({
      response: undefined,
      all: [],
      complete: false,
      revoked,
      invalid: ["my-service"],
      id,
    })
  })

  test("keeps the id of its own request that has become unreadable", async () => {
    const world = await World.started()
    world.write("web", "request_my-service", '{"id": "kept", "protocol": "sctp"}')
    expect(await world.asConsumer("web/0", ({ lb }) => lb.getRequest("my-service").id)).toBe("kept")
  })

  test("getRequest returns the same id for a new request twice in a hook", async () => {
    const world = await World.started()
    const ids = await world.asConsumer("web/0", ({ lb }) => [
      lb.getRequest("new").id,
      lb.getRequest("new").id,
    ])
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(ids[1]).toBe(ids[0])
  })

  test("treats two missing hashes as different", async () => {
    const world = await World.started()
    world.write("web", "request_plain", named("plain").replace('"h"', "null"))
    world.write("lb", "response_plain", '{"address": "a"}')
    const names = await world.asConsumer("web/0", ({ lb }) => lb.completeResponses.map(({ name }) => name))
    expect(names).toEqual(["my-service"])
  })

  test("accepts the error's display text", async () => {
    const world = await World.started()
    world.write("lb", "response_my-service", '{"error": "provider error", "error_message": "m"}')
    const responses = await world.asConsumer("web/0", ({ lb }) => lb.allResponses.map(({ error }) => error))
    expect(responses).toEqual(["provider_error"])
  })

  test.each([["garbage"], ["0"], ["v1"]])("waits while the version is %s, with a reason", async (version) => {
    const world = new World()
    world.write("lb", "version", version)
    await world.model.hook("web/0", "relation-changed", { relation: world.relation })
    expect(world.take()).toEqual([])
    const seen = await world.asConsumer("web/0", ({ lb }) => ({
      available: lb.isAvailable,
      why: lb.waitingFor,
    }))
    expect(seen).toEqual({ available: false, why: expect.stringContaining(version) })
  })

  test("uses the oldest of two relations", async () => {
    const world = await World.started()
    world.model.addApp("lb2", providerCharm([]), PROVIDER_ENDPOINTS)
    const second = world.model.relate(2, { web: "lb-provider", lb2: "lb-consumers" })
    await world.model.integrate(second)
    const seen = await world.asConsumer("web/0", ({ lb }) => ({
      many: lb.tooManyRelations,
      id: lb.relation?.id,
    }))
    expect(seen).toEqual({ many: true, id: 1 })
    await world.model.hook("web/0", "relation-broken", { relation: second })
    expect(await world.asConsumer("web/0", ({ lb }) => lb.getResponse("my-service")?.address)).toBe(
      "my-service.example",
    )
  })
})
