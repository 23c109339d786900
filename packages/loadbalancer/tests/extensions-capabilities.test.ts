import {
  type Capabilities,
  chooseAlgorithm,
  portableAlgorithm,
  unsupportedFields,
} from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { API, ASKED, DeclaredWorld, response, serves } from "./declarative-world.ts"
import { World } from "./support/world.ts"

const CAN: Capabilities = {
  protocols: ["tcp", "https"],
  algorithms: { "source-ip": ["source"], "round-robin": [] },
  maxPorts: 1,
  portRanges: [
    [443, 443],
    [8000, 8999],
  ],
  public: true,
  internal: false,
  sticky: false,
  healthChecks: [],
  tlsTermination: false,
  ingressAddress: false,
}

describe("capabilities", () => {
  test("are available to the requirer and its declarations in the first hook in which it can send requests", async () => {
    const world = new DeclaredWorld()
    world.capabilities = CAN
    const given: (Capabilities | undefined)[] = []
    world.declared = {
      api: (can) => {
        given.push(can)
        return { ...API, sticky: can?.sticky ?? true, public: can?.internal !== true }
      },
    }
    await world.model.integrate(world.relation)
    expect(await world.asConsumer("web/0", ({ lb }) => lb.capabilities)).toEqual(CAN)
    expect(given.at(-1)).toEqual(CAN)
    expect(await world.state("web/0")).toMatchObject({ state: "ready" })
  })

  test("refuse by field what they exclude, without calling the handler", async () => {
    const world = new DeclaredWorld()
    world.capabilities = CAN
    world.declared = {
      api: () => ({
        protocol: "udp",
        portMapping: { 80: 80, 8080: 80 },
        public: false,
        sticky: true,
        tlsTermination: true,
        ingressAddress: "192.0.2.1",
      }),
    }
    await world.model.integrate(world.relation)
    expect(serves(world)).toEqual([])
    expect(await world.state("web/0")).toMatchObject({
      state: "rejected",
      errorFields: {
        protocol: "only tcp, https can be balanced",
        portMapping:
          "only 1 port of a request can be balanced; 80: only ports 443, 8000 to 8999 are supported",
        public: "internal load balancers are not supported",
        sticky: "sticky sessions are not supported",
        tlsTermination: "TLS termination is not supported",
        ingressAddress: "requesting an address is not supported",
      },
    })
  })

  test("do not refuse what is not listed", () => {
    const request = {
      protocol: "udp" as const,
      portMapping: { 1: 2 },
      sticky: true,
      public: false,
      tlsTermination: true,
      ingressAddress: "x",
    }
    expect(unsupportedFields(request, {})).toEqual({})
    expect(unsupportedFields(request, { public: false })).toEqual({})
  })

  test("fire available again for a classic requirer only when they change", async () => {
    const world = await World.started({ lbConsumers: { capabilities: { sticky: false } } })
    world.take()
    await world.model.hook("web/0", "config-changed")
    expect(world.take()).toEqual([])
    world.write("lb", "capabilities", '{"sticky": true}')
    await world.model.hook("web/0", "config-changed")
    expect(world.take()).toEqual(["web/0 available"])
    expect(await world.asConsumer("web/0", ({ lb }) => lb.capabilities)).toEqual({ sticky: true })
  })

  test.each(['{"sticky": "perhaps"}', "[]", "{", '{"port_ranges": [[1]]}', '{"algorithms": []}'])(
    "are ignored entirely if one field is unreadable: %s",
    async (text) => {
      const world = await World.started()
      world.write("lb", "capabilities", text)
      expect(await world.asConsumer("web/0", ({ lb }) => lb.capabilities)).toBeUndefined()
      expect(await world.asConsumer("web/0", ({ lb }) => lb.isAvailable)).toBe(true)
    },
  )

  test("throw before anything is written if they are invalid", async () => {
    const world = new DeclaredWorld()
    world.capabilities = { maxPorts: 0, portRanges: [[0, 70000]] }
    await expect(world.model.integrate(world.relation)).rejects.toThrow(
      /maxPorts \(max_ports\): Must be from 1 to 65535, is 0.*portRanges\[0\]\[0\]/,
    )
    expect(world.own("lb")).toEqual({})
  })

  test("do not affect a requirer in Python", async () => {
    const world = new DeclaredWorld()
    world.capabilities = { internal: false }
    const peer = await world.addPeer("other", 2, ASKED)
    expect(response(world, "a", peer)).toMatchObject({ address: "a.example" })
    expect(Object.keys(world.own("lb", peer)).filter((key) => key.startsWith("details_"))).toEqual([])
  })
})

describe("algorithms", () => {
  test.each([
    ["ROUND_ROBIN", "round-robin"],
    ["leastconn", "least-connections"],
    ["LEAST_CONNECTIONS", "least-connections"],
    ["SourceIP", "source-ip"],
    ["source", "source-ip"],
    ["random", "random"],
    ["Default", undefined],
  ])("%s is %s to everybody", (word, name) => expect(portableAlgorithm(word)).toBe(name))

  const table = { "source-ip": ["source"], "least-connections": [], uri: ["URI_HASH"] }
  test.each([
    [["nothing", "LEAST_CONNECTIONS", "source"], "least-connections"],
    [["source", "least-connections"], "source-ip"],
    [["URI_HASH"], "uri"],
    [["uri"], "uri"],
    [["round-robin"], undefined],
    [[], undefined],
  ])("of %j a provider takes %s", (preferences, chosen) => {
    expect(chooseAlgorithm(preferences, table)).toBe(chosen)
  })
})
