import { ValidationError } from "loadbalancer-interface"
import { parseRequest } from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { ask, World } from "./support/world.ts"

describe("requests and responses", () => {
  test("a request is sent, answered and acknowledged", async () => {
    const world = await World.started()
    expect(world.take()).toEqual([
      "web/0 available",
      "lb/0 requests_changed",
      "web/0 response_available",
      "web/0 response_changed",
    ])
    const seen = await world.asConsumer("web/0", ({ lb }) => {
      const response = lb.getResponse("my-service")
      const before = lb.isChanged
      if (response !== undefined) lb.ackResponse(response)
      return { address: response?.address, freshness: response?.freshness, before, after: lb.isChanged }
    })
    expect(seen).toEqual({ address: "my-service.example", freshness: "current", before: true, after: false })
    expect(Object.keys(world.own("web"))).toEqual(["extensions", "request_my-service", "version"])
    expect(Object.keys(world.own("lb"))).toEqual([
      "extensions",
      "handled_my-service",
      "response_my-service",
      "version",
    ])
    expect(world.take()).toEqual([])
  })

  test("events do not repeat, acknowledged or not", async () => {
    const world = await World.started()
    world.take()
    for (const unit of ["web/0", "lb/0"]) {
      await world.model.hook(unit, "relation-changed", { relation: world.relation })
      await world.model.hook(unit, "config-changed")
    }
    expect(world.take()).toEqual([])
  })

  test("an error arrives with its message", async () => {
    const world = new World()
    world.provide = ({ lbConsumers }) => {
      for (const request of lbConsumers.newRequests) {
        request.response.error = request.response.errorTypes.unsupported
        request.response.errorFields = {
          public: "no",
          "healthChecks[0].path": "too long",
          portMapping: "taken",
        }
        lbConsumers.sendResponse(request)
      }
    }
    await world.model.integrate(world.relation)
    const response = await world.asConsumer("web/0", ({ lb }) => lb.getResponse("my-service"))
    expect(response?.error).toBe("unsupported")
    expect(response?.address).toBeNull()
    expect(response?.errorFields).toEqual({
      healthChecks: "[0].path: too long",
      portMapping: "taken",
      public: "no",
    })
  })

  test("sendResponse refuses a response without address or explained error", async () => {
    const world = await World.started()
    const code = world.asProvider("lb/0", ({ lbConsumers }) => {
      for (const request of lbConsumers.allRequests) {
        request.response.errorFields = { public: "no" }
        lbConsumers.sendResponse(request)
      }
    })
    await expect(code).rejects.toThrow(ValidationError)
  })

  test("a misspelt field throws instead of being lost", async () => {
    const world = await World.started()
    const assign = (target: object) => Object.assign(target, { error_type: "unsupported" })
    await expect(
      world.asProvider("lb/0", ({ lbConsumers }) =>
        lbConsumers.allRequests.map(({ response }) => assign(response)),
      ),
    ).rejects.toThrow(TypeError)
    await expect(world.asConsumer("web/0", ({ lb }) => assign(lb.getRequest("my-service")))).rejects.toThrow(
      TypeError,
    )
    await expect(
      world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.allRequests.map((one) => assign(one))),
    ).rejects.toThrow(TypeError)
  })
})

describe("changes", () => {
  test("the response to a changed request is stale until it is answered again", async () => {
    const world = await World.started()
    world.take()
    world.provide = () => undefined
    const within = await world.asConsumer("web/0", ({ lb }) => {
      const request = lb.getRequest("my-service")
      request.public = false
      lb.sendRequest(request)
      return {
        response: lb.getResponse("my-service"),
        has: lb.hasResponse,
        all: lb.allResponses[0]?.freshness,
      }
    })
    expect(within).toEqual({ response: undefined, has: false, all: "stale" })
    expect(world.take()).toEqual(["lb/0 requests_changed"])

    const answered = await world.asProvider("lb/0", ({ lbConsumers }) => {
      const [request] = lbConsumers.newRequests
      if (request === undefined) return undefined
      request.response.address = "inside.example"
      lbConsumers.sendResponse(request)
      return { previous: request.previousResponse?.address, left: lbConsumers.newRequests.length }
    })
    expect(answered).toEqual({ previous: "my-service.example", left: 0 })
    expect(world.take()).toEqual(["web/0 response_available", "web/0 response_changed"])
  })

  test("an error of an earlier response does not stay in the next one", async () => {
    const world = new World()
    let fail = true
    world.provide = ({ lbConsumers }) => {
      for (const request of lbConsumers.newRequests) {
        if (fail) {
          request.response.error = request.response.errorTypes.providerError
          request.response.errorMessage = "quota"
        } else request.response.address = "later.example"
        lbConsumers.sendResponse(request)
      }
    }
    await world.model.integrate(world.relation)
    fail = false
    await world.asConsumer("web/0", ({ lb }) => {
      const request = lb.getRequest("my-service")
      request.sticky = true
      lb.sendRequest(request)
    })
    const response = await world.asConsumer("web/0", ({ lb }) => lb.getResponse("my-service"))
    expect(response).toMatchObject({ address: "later.example", error: null, errorMessage: null })
  })

  test("sending an unchanged request writes nothing", async () => {
    const world = await World.started()
    world.model.calls.length = 0
    await world.asConsumer("web/0", (charm) => ask(charm, "again"))
    expect(world.model.calls.filter((call) => call.includes("relation-set"))).toEqual([])
  })

  test("an invalid request is refused with all issues, and nothing is written", async () => {
    const world = await World.started()
    const before = world.own("web")
    const failure: unknown = await world
      .asConsumer("web/0", ({ lb }) => {
        const request = lb.getRequest("bad name")
        request.portMapping = { 0: 70000 }
        request.backends = ["10.0.0.1; include /etc/passwd"]
        lb.sendRequest(request)
      })
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ValidationError)
    expect(failure).toHaveProperty("issues.length", 5)
    expect(world.own("web")).toEqual(before)
  })

  test("a health check that is added in every hook is sent once", async () => {
    const world = await World.started()
    for (const retries of [3, 5]) {
      await world.asConsumer("web/0", ({ lb }) => {
        const request = lb.getRequest("my-service")
        request.addHealthCheck({ protocol: "http", port: 8443, path: "/healthz", retries })
        lb.sendRequest(request)
      })
    }
    const read = parseRequest(world.own("web")["request_my-service"] ?? "")
    const expected = [{ protocol: "http", port: 8443, path: "/healthz", interval: 30, retries: 5 }]
    expect(read).toMatchObject({ ok: true, value: { health_checks: expected } })
  })
})

describe("default backends", () => {
  const backends = (world: World) =>
    world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.allRequests[0]?.backends)

  test("are the units' addresses in numeric order", async () => {
    const world = await World.started({ consumers: 11 })
    expect(await backends(world)).toEqual(Array.from({ length: 11 }, (_, index) => `10.0.1.${index}`))
  })

  test("make the request new when they change, and write nothing for an unchanged response", async () => {
    const world = await World.started()
    world.take()
    const before = world.own("lb")
    world.model.bag(world.relation, "web/0").set("ingress-address", "10.9.9.9")
    await world.model.settle()
    expect(world.take()).toEqual(["lb/0 requests_changed"])
    expect(world.own("lb")).toEqual(before)
  })

  test("do not include a departing unit", async () => {
    const world = await World.started({ consumers: 2 })
    world.take()
    const seen: (readonly string[])[] = []
    const { provide } = world
    world.provide = (charm, event) => {
      seen.push(...charm.lbConsumers.newRequests.map((request) => request.backends))
      provide(charm, event)
    }
    // Also if Juju still lists it.
    const departing = { relation: world.relation, remoteUnit: "web/1", departing: "web/1" }
    await world.model.hook("lb/0", "relation-departed", departing)
    expect(world.take()).toEqual(["lb/0 requests_changed"])
    expect(seen).toEqual([["10.0.1.0"]])
  })
})
