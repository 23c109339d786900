import { parseRequest, serializeDrain } from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { API, DeclaredWorld, serves } from "./declarative-world.ts"
import { World } from "./support/world.ts"

const wanted = (world: World) => world.own("web")["request_my-service"] !== undefined

function sentHashOf(world: World): string {
  const read = parseRequest(world.own("web")["request_my-service"] ?? "")
  return read.ok ? (read.value.sent_hash ?? "") : ""
}

describe("draining with the classic API", () => {
  const drains = async (seconds = 600) => {
    const world = await World.started({ lbConsumers: { drains: true } })
    world.provide = ({ lbConsumers }) => {
      for (const request of lbConsumers.newRequests) {
        if (request.drainUntil !== undefined) continue
        request.response.address = "my-service.example"
        lbConsumers.sendResponse(request)
      }
      for (const removed of lbConsumers.removedRequests) lbConsumers.revokeResponse(removed)
    }
    await world.asConsumer("web/0", ({ lb }) => lb.drainRequest("my-service", { seconds }))
    return world
  }

  test("the request stays until the provider reports that it is drained", async () => {
    const world = await drains()
    expect(wanted(world)).toBe(true)
    expect(await world.asConsumer("web/0", ({ lb }) => lb.drainingRequests)).toEqual(["my-service"])
    const until = await world.asProvider("lb/0", ({ lbConsumers }) => {
      const [request] = lbConsumers.newRequests
      if (request !== undefined) lbConsumers.sendDrained(request, false)
      return request?.drainUntil?.getTime() ?? 0
    })
    expect(until).toBeGreaterThan(Date.now())
    expect(wanted(world)).toBe(true)
    await world.asProvider("lb/0", ({ lbConsumers }) => {
      for (const request of lbConsumers.allRequests) lbConsumers.sendDrained(request, true)
    })
    expect(Object.keys(world.own("web"))).toEqual(["extensions", "version"])
    expect(Object.keys(world.own("lb"))).toEqual(["extensions", "version"])
  })

  test("the request is withdrawn at the deadline, without any hook of the relation", async () => {
    const world = await drains()
    const drain = JSON.parse(world.own("web")["drain_my-service"] ?? "")
    world.write("web", "drain_my-service", JSON.stringify({ ...drain, until: "2020-01-01T00:00:00Z" }))
    await world.model.hook("web/0", "update-status")
    expect(wanted(world)).toBe(false)
  })

  test("sending the request again cancels the drain", async () => {
    const world = await drains()
    await world.asConsumer("web/0", ({ lb }) => lb.sendRequest(lb.getRequest("my-service")))
    expect(await world.asConsumer("web/0", ({ lb }) => lb.drainingRequests)).toEqual([])
    expect(await world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.newRequests.length)).toBe(0)
    expect(wanted(world)).toBe(true)
  })

  test("a drain of an earlier text of the request is ignored", async () => {
    const world = await drains()
    world.write("web", "drain_my-service", '{"sent_hash": "earlier", "until": "2040-01-01T00:00:00Z"}')
    const seen = await world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.allRequests[0]?.drainUntil)
    expect(seen).toBeUndefined()
    for (const text of ["{", '{"until": "2040-01-01T00:00:00Z"}', '{"sent_hash": "x", "until": "soon"}']) {
      world.write("web", "drain_my-service", text)
      expect(
        await world.asProvider("lb/0", ({ lbConsumers }) => [
          lbConsumers.allRequests.length,
          lbConsumers.invalidRequests,
        ]),
      ).toEqual([1, []])
    }
  })

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 1e12])(
    "%s seconds are rounded to the nearest time that can be written",
    async (seconds) => {
      const world = await drains(seconds)
      const until = Date.parse(JSON.parse(world.own("web")["drain_my-service"] ?? "{}").until ?? "")
      const year = 366 * 24 * 3600 * 1000
      if (seconds > 0) expect(until - Date.now()).toBeLessThan(year)
      else expect(until).toBeNaN()
      expect(wanted(world)).toBe(seconds > 0)
    },
  )

  test("a provider without this extension, like every one in Python, gets no drain", async () => {
    const world = await World.started()
    await world.asConsumer("web/0", ({ lb }) => lb.drainRequest("my-service", { seconds: 600 }))
    expect(Object.keys(world.own("web"))).toEqual(["extensions", "version"])
  })

  test("a refused request is withdrawn without a drain", async () => {
    const world = new World({ lbConsumers: { drains: true } })
    world.provide = ({ lbConsumers }) => {
      for (const request of lbConsumers.newRequests) {
        Object.assign(request.response, { error: "unsupported", errorMessage: "no" })
        lbConsumers.sendResponse(request)
      }
    }
    await world.model.integrate(world.relation)
    await world.asConsumer("web/0", ({ lb }) => lb.drainRequest("my-service", { seconds: 600 }))
    expect(wanted(world)).toBe(false)
  })

  test("the result of a cancelled drain does not complete the next one", async () => {
    const world = await drains()
    const sayDrained = () =>
      world.asProvider("lb/0", ({ lbConsumers }) => {
        for (const request of lbConsumers.allRequests) lbConsumers.sendDrained(request, true)
        // Meanwhile the requirer has cancelled the drain and started another.
        const later = new Date("2999-01-31T12:00:00Z")
        world.write("web", "drain_my-service", serializeDrain(sentHashOf(world), later))
      })
    await sayDrained()
    expect(world.own("lb")["details_my-service"]).toContain('"drained": "')
    expect(wanted(world)).toBe(true)
    await sayDrained()
    expect(wanted(world)).toBe(false)
  })

  test("a new leader continues the drain", async () => {
    const world = await World.started({ consumers: 2, lbConsumers: { drains: true } })
    await world.asConsumer("web/0", ({ lb }) => lb.drainRequest("my-service", { seconds: 600 }))
    world.consume = () => undefined
    world.model.setLeader("web", "web/1")
    await world.model.hook("web/1", "leader-elected")
    await world.asProvider("lb/0", ({ lbConsumers }) => {
      for (const request of lbConsumers.allRequests) lbConsumers.sendDrained(request, true)
    })
    expect(wanted(world)).toBe(false)
  })
})

describe("draining with the declarative API", () => {
  test("a withdrawn request is drained by the handler, then removed", async () => {
    const world = new DeclaredWorld()
    world.options = { drainSeconds: 600 }
    let connections = 2
    const drained: string[] = []
    world.drain = ({ name, drainUntil }) => {
      drained.push(`${name} ${(drainUntil?.getTime() ?? 0) > Date.now()}`)
      connections -= 1
      return connections === 0
    }
    await world.model.integrate(world.relation)
    world.take()
    world.declared = { api: () => undefined }
    await world.configure("web/0")
    expect([drained, Object.keys(world.own("web")).includes("request_api")]).toEqual([["api true"], true])
    expect(await world.state("web/0")).toMatchObject({ state: "withdrawn" })
    await world.configure("lb/0")
    expect(drained).toHaveLength(2)
    expect(serves(world)).toEqual(["lb/0 remove api"])
    expect([world.own("web"), world.own("lb")].flatMap((bag) => Object.keys(bag))).toEqual([
      "extensions",
      "version",
      "extensions",
      "version",
    ])
  })

  test("declared again, it stays", async () => {
    const world = new DeclaredWorld()
    world.options = { drainSeconds: 600 }
    world.drain = () => false
    await world.model.integrate(world.relation)
    world.declared = { api: () => undefined }
    await world.configure("web/0")
    expect(Object.keys(world.own("web"))).toContain("drain_api")
    world.declared = { api: () => API }
    await world.configure("web/0")
    expect(Object.keys(world.own("web"))).not.toContain("drain_api")
    expect(await world.state("web/0")).toMatchObject({ state: "ready" })
  })

  test("without the option it is withdrawn immediately", async () => {
    const world = new DeclaredWorld()
    world.drain = () => false
    await world.model.integrate(world.relation)
    world.declared = { api: () => undefined }
    await world.configure("web/0")
    expect(Object.keys(world.own("web"))).toEqual(["extensions", "version"])
  })
})
