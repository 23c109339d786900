import { describe, expect, test } from "vitest"
import { World } from "./support/world.ts"

const request = (fields: object) =>
  JSON.stringify({ id: "i", name: "n", protocol: "tcp", port_mapping: { 1: 2 }, sent_hash: "h", ...fields })
const ESCAPE = "\u001b]0;owned\u0007"

/** Writes a request, lets the provider respond, and returns the result. */
async function asked(key: string, fields: object) {
  const world = await World.started({ lbConsumers: { refuseInvalid: true } })
  const before = world.own("lb")["response_my-service"]
  world.write("web", `request_${key}`, request(fields))
  await world.model.settle()
  const { all, invalid } = await world.asProvider("lb/0", ({ lbConsumers }) => ({
    all: lbConsumers.allRequests.map(({ name }) => name),
    invalid: lbConsumers.invalidRequests.map(({ name, issues }) => ({ name, issues })),
  }))
  expect(world.own("lb")["response_my-service"]).toBe(before)
  return { all, invalid, world }
}

const LONG = "a".repeat(5000)

describe("text that is unsafe in a configuration file makes a request invalid", () => {
  test.each([
    ["another name than the key's", "n", { name: "other" }, "name"],
    ["a name with a space", "a b", { name: "a b" }, "name"],
    ["a name with a line break", "a\nb", { name: "a\nb" }, "name"],
    ["a name that is a path", "../../etc/passwd", { name: "../../etc/passwd" }, "name"],
    ["a name that ends a block", "a;}", { name: "a;}" }, "name"],
    ["a name that is an option", "-x", { name: "-x" }, "name"],
    ["an empty name", "", { name: "" }, "name"],
    ["an endless name", LONG, { name: LONG }, "name"],
    ["an id with a space", "n", { id: "a b" }, "id"],
    ["an id that is a path", "n", { id: "../i" }, "id"],
    ["an id that ends a block", "n", { id: "i;}\nx {" }, "id"],
    ["an id that moves the cursor", "n", { id: ESCAPE }, "id"],
    ["an empty id", "n", { id: "" }, "id"],
    ["an endless id", "n", { id: LONG }, "id"],
    ["a hash with a line break", "n", { sent_hash: "h\nx" }, "sent_hash"],
    ["an endless hash", "n", { sent_hash: LONG }, "sent_hash"],
    ["an endless address", "n", { backends: [LONG] }, "backends.0"],
    ["an endless wish", "n", { ingress_address: LONG }, "ingress_address"],
    ["two words of an algorithm", "n", { algorithm: ["roundrobin maxconn 1"] }, "algorithm.0"],
    ["an algorithm with a variable", "n", { algorithm: ["$HOME"] }, "algorithm.0"],
    ["an endless algorithm", "n", { algorithm: [LONG] }, "algorithm.0"],
    ["a certificate with NUL", "n", { tls_cert: "a\u0000b" }, "tls_cert"],
    ["a key with an escape", "n", { tls_key: ESCAPE }, "tls_key"],
    [
      "a path with a variable",
      "n",
      { health_checks: [{ protocol: "http", port: 1, path: "/$x" }] },
      "health_checks.0.path",
    ],
    [
      "an endless path",
      "n",
      { health_checks: [{ protocol: "http", port: 1, path: `/${LONG}` }] },
      "health_checks.0.path",
    ],
  ])("%s", async (_what, key, fields, path) => {
    const { all, invalid, world } = await asked(key, { name: key, ...fields })
    expect(all).toEqual(["my-service"])
    expect(invalid.map(({ name, issues }) => [name, issues.map((one) => one.path.join("."))])).toEqual([
      [key, [path]],
    ])
    // The log and the response show it as one line.
    const said = [...world.model.logs, world.own("lb")[`response_${key}`] ?? ""]
    for (const line of said) expect(line).not.toMatch(/\p{Cc}/u)
    expect(Math.max(...said.map((line) => line.length))).toBeLessThan(1500)
  })
})

test("messages about a peer's text have no control characters", async () => {
  const { invalid } = await asked("n", { protocol: ESCAPE, port_mapping: { [ESCAPE]: ESCAPE } })
  expect(invalid.length).toBe(1)
  expect(JSON.stringify(invalid)).not.toMatch(/\\u00/)
})

describe("default backends", () => {
  const started = async () => World.started({ consumers: 4 })

  test.each(["10.0.0.1; }", "10.0.0.1\nserver evil", "a b", ESCAPE, "$(reboot)", "-x", LONG])(
    "the others are served, and the unit is reported: %j",
    async (address) => {
      const world = await started()
      world.model.bag(world.relation, "web/2").set("ingress-address", address)
      await world.model.settle()
      const seen = await world.asProvider("lb/0", ({ lbConsumers }) => ({
        backends: lbConsumers.allRequests.map(({ backends }) => backends),
        invalid: lbConsumers.invalidRequests,
        units: lbConsumers.invalidBackends.map(({ relation, unit, issues }) => [
          relation.id,
          unit.name,
          issues.map(({ path }) => path),
        ]),
        changed: lbConsumers.isChanged,
      }))
      expect(seen).toEqual({
        backends: [["10.0.1.0", "10.0.1.1", "10.0.1.3"]],
        invalid: [],
        units: [[1, "web/2", [["ingress-address"]]]],
        changed: false,
      })
      const log = world.model.logs.join("\n")
      expect(log).toContain("web/2")
      expect(log).toContain("ingress-address")
      expect(log).not.toContain(address)
    },
  )

  test("a unit whose databag Juju does not show is left out and reported", async () => {
    const world = await started()
    world.model.refusing = {
      "relation-get web/1": 'cannot read settings for unit "web/1": settings not found',
    }
    await world.model.hook("lb/0", "config-changed")
    const seen = await world.asProvider("lb/0", ({ lbConsumers }) => ({
      backends: lbConsumers.allRequests.map(({ backends }) => backends),
      units: lbConsumers.invalidBackends.map(({ unit, issues }) => [unit.name, issues[0]?.message]),
    }))
    expect(seen).toEqual({
      backends: [["10.0.1.0", "10.0.1.2", "10.0.1.3"]],
      units: [["web/1", expect.stringContaining("cannot be read")]],
    })
  })

  test("a relation whose databag Juju does not show does not count as one without requests", async () => {
    const world = await World.started()
    world.take()
    const before = world.own("lb")
    world.model.refusing = { "relation-get web": "something that no version has said yet" }
    await world.model.hook("lb/0", "config-changed")
    expect(world.take()).toEqual([])
    expect(world.own("lb")).toEqual(before)
    expect(world.model.logs.join("\n")).toContain("lb-consumers:1")
  })
})

describe("text that is unsafe to show makes a response invalid", () => {
  const answer = (fields: object) => (world: World) => {
    const { received_hash } = JSON.parse(world.own("lb")["response_my-service"] ?? "")
    const response = { address: null, error: null, error_message: null, error_fields: {}, received_hash }
    return JSON.stringify({ ...response, ...fields })
  }
  const refusal = (fields: object) => answer({ error: "unsupported", ...fields })
  const words = (world: World) =>
    world.asConsumer("web/0", ({ lb }) => {
      const response = lb.getResponse("my-service")
      return [response?.error, response?.errorMessage, response?.errorFields]
    })

  test.each([
    ["an address with a space", answer({ address: "a b" }), "address"],
    ["an address that ends a block", answer({ address: "a;}" }), "address"],
    ["an address that moves the cursor", answer({ address: `lb${ESCAPE}` }), "address"],
    ["an address with quotes", answer({ address: 'a"b' }), "address"],
    ["an endless address", answer({ address: LONG }), "address"],
  ])("%s", async (_what, write, path) => {
    const world = await World.started()
    world.take()
    world.write("lb", "response_my-service", write(world))
    await world.model.settle()
    const seen = await world.asConsumer("web/0", ({ lb }) => ({
      response: lb.getResponse("my-service"),
      all: [...lb.allResponses, ...lb.completeResponses, ...lb.newResponses],
      invalid: lb.invalidResponses.map(({ name, issues }) => [name, issues.map((one) => one.path.join("."))]),
    }))
    expect(seen).toEqual({ response: undefined, all: [], invalid: [["my-service", [path]]] })
    for (const line of world.model.logs) expect(line).not.toMatch(/\p{Cc}/u)
  })

  test.each([
    "https://my-lb.aws.com/",
    "http://192.0.2.7:8080/a?b=c&d=%20",
    "https://[2001:db8::7]:8443",
    "lb.example:443",
    "fe80::1%eth0",
  ])("but an address may be a URL: %s", async (address) => {
    const world = await World.started()
    world.write("lb", "response_my-service", answer({ address })(world))
    await world.model.settle()
    expect(await world.asConsumer("web/0", ({ lb }) => lb.getResponse("my-service")?.address)).toBe(address)
  })

  test("messages are shown as one line of limited length, without control characters", async () => {
    const world = await World.started()
    const said = { error_message: `no${ESCAPE}\n\tnot\u0000 now`, error_fields: { public: ESCAPE } }
    world.write("lb", "response_my-service", refusal(said)(world))
    await world.model.settle()
    expect(await words(world)).toEqual([
      "unsupported",
      "no\uFFFD]0;owned\uFFFD not\uFFFD now",
      { public: "\uFFFD]0;owned\uFFFD" },
    ])
    world.write(
      "lb",
      "response_my-service",
      refusal({ error_message: "n".repeat(10_001), error_fields: { public: "p".repeat(99_999) } })(world),
    )
    await world.model.settle()
    const long = (letter: string) => `${letter.repeat(9_999)}…`
    expect(await words(world)).toEqual(["unsupported", long("n"), { public: long("p") }])
  })

  test("messages in details are too", async () => {
    const world = await World.started()
    const { received_hash } = JSON.parse(world.own("lb")["response_my-service"] ?? "")
    const value = [{ [ESCAPE]: ESCAPE }, "x".repeat(20_000)]
    const details = {
      fields: { sticky: { outcome: "adjusted", value, why: ESCAPE }, [ESCAPE]: { outcome: "applied" } },
      error_paths: { [ESCAPE]: "x", sticky: ESCAPE },
    }
    world.write("lb", "details_my-service", JSON.stringify({ received_hash, ...details }))
    await world.model.settle()
    const read = await world.asConsumer("web/0", ({ lb }) => lb.getResponse("my-service")?.details)
    expect(read?.fields.sticky?.outcome).toBe("adjusted")
    const texts = JSON.stringify(read)
    expect(texts.includes("owned") && !/\\u00/.test(texts)).toBe(true)
    expect(texts.length).toBeLessThan(11_000)
  })
})
