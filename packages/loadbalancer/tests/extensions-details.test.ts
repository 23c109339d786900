import { accept, reject } from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { DeclaredWorld } from "./declarative-world.ts"
import { ask, World } from "./support/world.ts"

describe("details of a response", () => {
  test("reach a requirer that supports them: addresses, ports, outcomes of fields", async () => {
    const world = new DeclaredWorld()
    world.serve = () =>
      accept({
        address: "192.0.2.7",
        addresses: ["192.0.2.7", "2001:db8::7"],
        ports: { 443: 8443 },
        fields: {
          algorithm: { outcome: "adjusted", value: ["round-robin"], why: "the first that this provider has" },
          sticky: { outcome: "ignored" },
          healthChecks: { outcome: "applied" },
        },
      })
    await world.model.integrate(world.relation)
    const state = await world.state("web/0")
    if (state.state !== "ready") throw new Error(state.state)
    const { response } = state
    expect(response.details).toEqual({
      addresses: ["192.0.2.7", "2001:db8::7"],
      ports: { 443: 8443 },
      fields: {
        algorithm: { outcome: "adjusted", value: ["round-robin"], why: "the first that this provider has" },
        sticky: { outcome: "ignored", value: undefined, why: undefined },
        healthChecks: { outcome: "applied", value: undefined, why: undefined },
      },
      errorPaths: {},
      drained: false,
    })
    expect(response.addresses).toEqual(["192.0.2.7", "2001:db8::7"])
    expect([response.portFor(443), response.portFor(80)]).toEqual([8443, 80])
    expect(response.url("https", 443)).toBe("https://192.0.2.7:8443")
  })

  test("name the exact path of a problem, while Python can still read the response", async () => {
    const world = new DeclaredWorld()
    world.serve = () => reject({ "healthChecks[0].path": "not for https", protocol: "no" })
    await world.model.integrate(world.relation)
    const state = await world.state("web/0")
    if (state.state !== "rejected") throw new Error(state.state)
    expect(state.errorFields).toEqual({ healthChecks: "[0].path: not for https", protocol: "no" })
    expect(state.response.details?.errorPaths).toEqual({ "healthChecks[0].path": "not for https" })
    expect(state.response.addresses).toEqual([])
    expect(state.response.url("https", 443)).toBeUndefined()
  })

  test("are not written for a requirer that does not announce them", async () => {
    const world = await World.started()
    world.provide = ({ lbConsumers }) => {
      for (const request of lbConsumers.allRequests) {
        Object.assign(request.response, { address: "a.example", ports: { 443: 8443 } })
        lbConsumers.sendResponse(request)
      }
    }
    world.write("web", "extensions", undefined)
    await world.asProvider("lb/0", (charm) => world.provide(charm, "requests_changed"))
    expect(Object.keys(world.own("lb"))).not.toContain("details_my-service")
    world.write("web", "extensions", '["details"]')
    await world.asProvider("lb/0", (charm) => world.provide(charm, "requests_changed"))
    expect(world.own("lb")["details_my-service"]).toMatch(
      /^\{"addresses": \["a.example"\], "ports": \{"443": 8443\}, "received_hash": "[0-9a-f]{32}"\}$/,
    )
  })

  test("count as a changed response if only they change, and are deleted with the response", async () => {
    const world = await World.started()
    await world.asConsumer("web/0", ({ lb }) => lb.newResponses.forEach((one) => void lb.ackResponse(one)))
    world.take()
    const answer = (port: number) =>
      world.asProvider("lb/0", ({ lbConsumers }) => {
        for (const request of lbConsumers.allRequests) {
          Object.assign(request.response, { address: "my-service.example", ports: { 443: port } })
          lbConsumers.sendResponse(request)
        }
      })
    await answer(8443)
    expect(world.take()).toEqual(["web/0 response_changed"])
    await answer(8443)
    expect(world.take()).toEqual([])
    await answer(9443)
    expect(world.take()).toEqual(["web/0 response_changed"])
    await world.asConsumer("web/0", ({ lb }) => {
      expect(lb.getResponse("my-service")?.portFor(443)).toBe(9443)
      lb.removeRequest("my-service")
    })
    expect(Object.keys(world.own("lb"))).toEqual(["extensions", "version"])
  })

  test("of another response, or unreadable ones, are ignored", async () => {
    const world = await World.started()
    const details = () => world.asConsumer("web/0", ({ lb }) => lb.getResponse("my-service")?.details)
    const { received_hash: hash } = JSON.parse(world.own("lb")["response_my-service"] ?? "")
    for (const text of [
      '{"received_hash": "another", "ports": {"443": 1}}',
      '{"ports": {"443": 1}}',
      `{"received_hash": "${hash}", "ports": {"443": 0}}`,
      `{"received_hash": "${hash}", "addresses": ["a b"]}`,
      `{"received_hash": "${hash}", "fields": {"sticky": {"outcome": "perhaps"}}}`,
      "{",
    ]) {
      world.write("lb", "details_my-service", text)
      expect(await details()).toBeUndefined()
      expect(await world.asConsumer("web/0", ({ lb }) => lb.getResponse("my-service")?.address)).toBe(
        "my-service.example",
      )
    }
    world.write("lb", "details_my-service", `{"received_hash": "${hash}", "ports": {"443": 1}, "later": {}}`)
    expect(await details()).toMatchObject({ ports: { 443: 1 } })
  })

  test("that are invalid are refused before the response is written", async () => {
    const world = await World.started()
    const before = world.own("lb")
    await world.asProvider("lb/0", ({ lbConsumers }) => {
      for (const request of lbConsumers.allRequests) {
        Object.assign(request.response, { address: "new.example", ports: { 443: 70000 }, addresses: ["a b"] })
        expect(() => lbConsumers.sendResponse(request)).toThrow(/addresses\[1\]: .*; ports\[443\]: /)
      }
    })
    expect(world.own("lb")).toEqual(before)
  })

  test("are visible to followers of the requirer, too", async () => {
    const world = await World.started({ consumers: 2 })
    await world.asProvider("lb/0", ({ lbConsumers }) => {
      for (const request of lbConsumers.allRequests) {
        Object.assign(request.response, { address: "my-service.example", ports: { 443: 8443 } })
        lbConsumers.sendResponse(request)
      }
    })
    expect(await world.asConsumer("web/1", ({ lb }) => lb.getResponse("my-service")?.portFor(443))).toBe(8443)
  })
})

describe("the list of extensions", () => {
  test.each(["{", "{}", "1", '"details"', '[["details"]]', ""])(
    "%s announces no extensions",
    async (text) => {
      const world = await World.started()
      world.write("lb", "extensions", text)
      world.consume = ask
      await world.asConsumer("web/0", ({ lb }) => lb.drainRequest("my-service", { seconds: 60 }))
      expect(Object.keys(world.own("web"))).toEqual(["extensions", "version"])
    },
  )
})
