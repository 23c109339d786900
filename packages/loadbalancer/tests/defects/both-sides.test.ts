import { Request } from "loadbalancer-interface"
import { assertRequest, md5, ValidationError } from "loadbalancer-interface/wire"
import { expect, test } from "vitest"
import { API, DeclaredWorld } from "../declarative-world.ts"
import { World } from "../support/world.ts"

function refusal(change: object): string {
  const request = new Request("n", "i")
  Object.assign(request, { protocol: "tcp", portMapping: { 443: 8443 } }, change)
  try {
    assertRequest(request.toDraft())
    return "written"
  } catch (error) {
    if (error instanceof ValidationError) return error.message
    throw error
  }
}

test.each([
  [{ portMapping: { 0: 1 } }, "portMapping[0] (port_mapping): Must be from 1 to 65535, is 0."],
  [{ portMapping: { 70000: 1 } }, "portMapping[70000] (port_mapping): Must be from 1 to 65535"],
  [{ portMapping: {} }, "portMapping (port_mapping): Must map at least one port."],
  [
    { healthChecks: [{ protocol: "http", port: 80, path: "livez" }] },
    "healthChecks[0].path (health_checks): Must be a path",
  ],
  [
    { healthChecks: [{ protocol: "http", port: 80, interval: -1 }] },
    "healthChecks[0].interval (health_checks): Must be from 1",
  ],
])("D33, L19: the side that writes %j refuses it", (change, words) => {
  expect(refusal(change)).toContain(words)
})

test.each(["", "a=b", "a b", ".a", "a\n"])("D33: the name %j is refused", async (name) => {
  const world = await World.started()
  const before = world.own("web")
  await world.asConsumer("web/0", ({ lb }) => {
    const request = lb.getRequest(name)
    Object.assign(request, { protocol: "tcp", portMapping: { 1: 2 } })
    expect(() => lb.sendRequest(request)).toThrow(/name: Must be letters/)
  })
  expect(world.own("web")).toEqual(before)
})

test("D33: all issues are reported at once", () => {
  const words = refusal({ protocol: null, portMapping: { 0: 0 }, backends: ["a b"], sticky: "yes" })
  const places = words
    .replace("The request was not written: ", "")
    .split("; ")
    .map((one) => one.split(":")[0])
  const port = "portMapping[0] (port_mapping)"
  expect(places).toEqual(["protocol", "backends[0]", port, port, "sticky"])
})

test.each([
  [{ protocol: "TCP" }, "protocol: Invalid enum value TCP"],
  [{ algorithm: "rr" }, "algorithm: Not a valid list."],
  [{ public: "False" }, "public: Not a valid boolean."],
  [{ portMapping: { 80: "8080" } }, "portMapping[80] (port_mapping): Not a valid integer."],
  [{ portMapping: { 80: true } }, "portMapping[80] (port_mapping): Not a valid integer."],
])("D35, L19: %j is refused with its field", (change, words) => {
  expect(refusal(change)).toContain(words)
})

test("D35, L19: a property of Object.prototype is no error type", async () => {
  const world = await World.started()
  const text = world.own("lb")["response_my-service"] ?? ""
  for (const name of ["mro", "__doc__", "constructor", "toString"]) {
    world.write("lb", "response_my-service", text.replace('"error": null', `"error": "${name}"`))
    expect(await world.asConsumer("web/0", ({ lb }) => lb.invalidResponses.length)).toBe(1)
  }
})

test("D34: there are portable names for algorithms, and each provider can add its own", async () => {
  const { chooseAlgorithm } = await import("loadbalancer-interface")
  const octavia = { ROUND_ROBIN: [], LEAST_CONNECTIONS: [], SOURCE_IP: [] }
  const haproxy = { roundrobin: [], leastconn: [], source: [] }
  for (const [table, chosen] of [
    [octavia, "LEAST_CONNECTIONS"],
    [haproxy, "leastconn"],
  ] as const)
    expect(chooseAlgorithm(["least-connections", "round-robin"], table)).toBe(chosen)
})

test("D37, L24: the hash does not use MD5 of the system's OpenSSL", () => {
  expect(md5("")).toBe("d41d8cd98f00b204e9800998ecf8427e")
  expect(md5("a".repeat(200))).toBe("887f30b43b2867f4a9accceee7d16e6c")
})

const KEY = "-----BEGIN PRIVATE KEY-----"

test("D38, L23: a private key is in no log, status or error; with a secret it is in no databag either", async () => {
  const world = new DeclaredWorld()
  world.options = { tlsKeys: "secret" }
  world.declared = { api: () => ({ ...API, protocol: "tcp", portMapping: { 0: 1 }, tlsKey: KEY }) }
  await world.model.integrate(world.relation)
  const state = await world.state("web/0")
  expect(state.state).toBe("invalid")
  const said = JSON.stringify([state, world.model.logs, world.own("web"), world.own("lb")])
  expect(said).not.toContain("PRIVATE KEY")
})

test("D38: with tlsKeys secret, a key is not sent to a provider that cannot read secrets", async () => {
  const world = new DeclaredWorld()
  world.options = { tlsKeys: "secret" }
  await world.model.integrate(world.relation)
  world.model.bag(world.relation, "lb").delete("extensions")
  world.declared = { api: () => ({ ...API, tlsTermination: true, tlsCert: "CERT", tlsKey: KEY }) }
  const before = world.own("web").request_api
  await world.model.hook("web/0", "config-changed")
  expect(world.own("web").request_api).toBe(before)
  const state = await world.state("web/0")
  expect([state.state, state.message]).toEqual([
    "invalid",
    expect.stringContaining("tlsKey: The provider cannot read Juju secrets"),
  ])
})

test("D39: a hook without changes writes nothing, and its calls do not grow with the relations", async () => {
  const counts: number[] = []
  for (const relations of [1, 30]) {
    const world = await World.started()
    for (let id = 2; id <= relations; id += 1) {
      const relation = world.model.relate(id, { [`app${id}`]: "lb-provider", lb: "lb-consumers" })
      world.model.bag(relation, `app${id}`).set("version", "1")
    }
    await world.model.settle()
    world.model.calls.length = 0
    await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
    const calls = world.model.calls.filter((call) => call.startsWith("[lb/0]") && !call.includes("juju-log"))
    expect(calls.filter((call) => call.includes("-set"))).toEqual([])
    counts.push(calls.length)
  }
  expect(counts[1]).toBe(counts[0])
  expect(counts[0]).toBeLessThan(10)
})
