import { readFileSync } from "node:fs"
import type { Capabilities } from "loadbalancer-interface"
import {
  canonicalJson,
  fingerprintOf,
  md5,
  PORTABLE_ALGORITHMS,
  parsePythonJson,
  parseRequest,
  parseResponse,
  portableAlgorithm,
  requestText,
  serializeDrain,
  serializeHealth,
  serializeOptions,
  serializeSecrets,
  type WireRequest,
} from "loadbalancer-interface/wire"
import { beforeAll, expect, test } from "vitest"
import { withFieldTables } from "../../../scripts/lib/field-table.ts"
import { DESCRIPTIONS, type DocumentName } from "../src/describe/descriptions.ts"
import { EXTENSIONS } from "../src/describe/documents.ts"
import { readRequestExtensions } from "../src/wire/extensions/request-extensions.ts"
import { validator } from "./schema-support.ts"
import { World } from "./support/world.ts"

// PROTOCOL.md is the specification for other implementations, so its examples and tables must match the code.

const page = readFileSync(new URL("../PROTOCOL.md", import.meta.url), "utf8")

const blocks = new Map(
  [...page.matchAll(/^```\w+ ([\w-]+)\n([\s\S]*?)\n?```$/gm)].map(([, name = "", text = ""]) => [name, text]),
)

const NAME = "my-service"
const UNSEALED: WireRequest = {
  id: "0123456789abcdef0123456789abcdef",
  name: NAME,
  protocol: "tcp",
  backends: [],
  port_mapping: { 443: 8443 },
  algorithm: [],
  sticky: false,
  health_checks: [],
  public: true,
  tls_termination: false,
  tls_cert: null,
  tls_key: null,
  ingress_address: null,
  sent_hash: null,
}

const printed = new Map<string, string | undefined>()

/** Runs two charms with this library, with the example's request id, and collects the content of their databags. */
beforeAll(async () => {
  const world = new World()
  // The databag already has a request with this id, which the charm then sends as its own.
  world.write("web", `request_${NAME}`, requestText(UNSEALED))
  world.provide = ({ lbConsumers }) => {
    for (const request of lbConsumers.newRequests) {
      if (request.sticky) {
        request.response.error = request.response.errorTypes.unsupported
        request.response.errorFields = { sticky: "not supported" }
      } else request.response.address = "192.0.2.7"
      lbConsumers.sendResponse(request)
    }
  }
  await world.model.integrate(world.relation)
  printed.set("request", world.own("web")[`request_${NAME}`])
  printed.set("response", world.own("lb")[`response_${NAME}`])
  printed.set("handled", world.own("lb")[`handled_${NAME}`])
  await world.asConsumer("web/0", ({ lb }) => {
    const request = lb.getRequest(NAME)
    request.sticky = true
    lb.sendRequest(request)
  })
  printed.set("changed-request", world.own("web")[`request_${NAME}`])
  printed.set("refusal", world.own("lb")[`response_${NAME}`])
  printed.set("unsealed", requestText(UNSEALED))
  printed.set("sent-hash", md5(requestText(UNSEALED)))
  const input = parsePythonJson(blocks.get("canonical-input") ?? "")
  printed.set("canonical-text", input.ok ? canonicalJson(input.value) : undefined)
})

const CAN: Capabilities = {
  protocols: ["tcp", "http"],
  algorithms: { "round-robin": [], "source-ip": ["source"] },
  portRanges: [[1024, 65535]],
  internal: false,
  healthChecks: [],
}

/** Runs the same charms with all extensions. */
beforeAll(async () => {
  const world = new World({ lbConsumers: { capabilities: CAN, drains: true } })
  world.write("web", `request_${NAME}`, requestText(UNSEALED))
  world.provide = ({ lbConsumers }) => {
    for (const request of lbConsumers.newRequests) {
      request.response.address = "192.0.2.7"
      request.response.addresses = ["192.0.2.7", "2001:db8::7"]
      request.response.ports = { 443: 8443 }
      request.response.fields = {
        healthChecks: { outcome: "ignored", why: "this provider makes none" },
        portMapping: { outcome: "applied" },
      }
      lbConsumers.sendResponse(request)
    }
  }
  await world.model.integrate(world.relation)
  printed.set("consumer-extensions", world.own("web").extensions)
  printed.set("provider-extensions", world.own("lb").extensions)
  printed.set("capabilities", world.own("lb").capabilities)
  printed.set("details", world.own("lb")[`details_${NAME}`])

  const request = parseRequest(world.own("web")[`request_${NAME}`] ?? "")
  if (!request.ok) throw new Error("the request of the example cannot be read")
  const hash = request.value.sent_hash ?? ""
  const drain = serializeDrain(hash, new Date("2026-01-31T12:00:00Z"))
  const secrets = serializeSecrets({
    sent_hash: hash,
    tls_key: { id: "secret:d1gk2s7mp25c762r0l8g", revision: 3 },
  })
  printed.set("drain", drain)
  printed.set(
    "health",
    serializeHealth({
      received_hash: hash,
      reported: "2026-01-31T12:00:00Z",
      backends: {
        "10.0.1.0": { state: "down", since: "2026-01-31T11:59:00Z", why: "status 503" },
        "10.0.1.1": { state: "up", since: null, why: null },
      },
    }),
  )
  printed.set("secrets", secrets)
  const options = serializeOptions({
    sent_hash: hash,
    ...{ source_ranges: ["10.0.0.0/8", "2001:db8::/32"], idle_timeout: 300, proxy_protocol: "v2" },
    ...{ connect_timeout: undefined, client_timeout: undefined, server_timeout: undefined },
    ...{ max_connections: undefined, backend_connections: undefined, check_timeout: undefined },
    ...{ check_rise: undefined, check_name: undefined, server_names: undefined },
    ...{ check_codes: ["200-299", "404"], weights: { "10.0.1.0": 50 } },
  })
  printed.set("options", options)
  const bag = new Map([
    ["extensions", '["options"]'],
    [`drain_${NAME}`, drain],
    [`secrets_${NAME}`, secrets],
    [`options_${NAME}`, options],
  ])
  const extensions = readRequestExtensions(bag, NAME, request.value)
  if ("issues" in extensions) throw new Error("the extensions of the example's request cannot be read")
  printed.set("request-extensions", extensions.text)
  printed.set("fingerprint", fingerprintOf(request.value, extensions.text))

  world.write("web", `drain_${NAME}`, drain.replace("2026", "2999"))
  await world.asProvider("lb/0", ({ lbConsumers, model, app }) => {
    for (const one of lbConsumers.allRequests) lbConsumers.sendDrained(one, true)
    const [relation] = model.relations("lb-consumers")
    printed.set("details-drained", relation?.data(app).get(`details_${NAME}`))
  })
})

test.each([
  "consumer-extensions",
  "provider-extensions",
  "capabilities",
  "details",
  "details-drained",
  "health",
  "options",
  "drain",
  "secrets",
  "request-extensions",
  "fingerprint",
  "unsealed",
  "sent-hash",
  "request",
  "response",
  "handled",
  "changed-request",
  "refusal",
  "canonical-text",
])("the example %s is what the code prints", (name) => {
  expect(printed.get(name)).toBeTypeOf("string")
  expect(blocks.get(name)).toBe(printed.get(name))
})

test("every example is compared", () => {
  expect([...blocks.keys()].filter((name) => name !== "canonical-input").sort()).toEqual(
    [...printed.keys()].sort(),
  )
})

test("the lists of extensions are valid, and the table of portable algorithms is complete", () => {
  const judge = validator(EXTENSIONS)
  for (const name of ["consumer-extensions", "provider-extensions"])
    expect(judge(JSON.parse(blocks.get(name) ?? ""))).toEqual([])
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| [^|]+ \| ((?:`[a-z]+`(?:, )?)+) \|$/gm)]
  expect(rows.map(([, name]) => name)).toEqual([...PORTABLE_ALGORITHMS])
  for (const [, name = "", spellings = ""] of rows)
    for (const word of spellings.replaceAll("`", "").split(", ")) expect(portableAlgorithm(word)).toBe(name)
})

test("the hashes of the extensions' examples follow the rules", () => {
  expect(md5(`${blocks.get("request")}\n${blocks.get("request-extensions")}`)).toBe(blocks.get("fingerprint"))
})

test("the examples match the text around them", () => {
  const read = (name: string) => {
    const result = parseRequest(blocks.get(name) ?? "")
    if (!result.ok) throw new Error(`the example ${name} cannot be read`)
    return result.value
  }
  const response = parseResponse(blocks.get("response") ?? "")
  expect(read("request").sent_hash).toBe(blocks.get("sent-hash"))
  expect(response.ok && response.value.received_hash).toBe(blocks.get("sent-hash"))
  expect(read("changed-request").sent_hash).not.toBe(blocks.get("sent-hash"))
})

const EXAMPLES: Partial<Record<DocumentName, readonly string[]>> = {
  request: ["unsealed", "request", "changed-request"],
  response: ["response", "refusal"],
  handled: ["handled"],
  capabilities: ["capabilities"],
  details: ["details", "details-drained"],
  health: ["health"],
  options: ["options"],
  drain: ["drain"],
  secrets: ["secrets"],
}

test("the tables of fields are those that `npm run schema` writes, one for each document", () => {
  const names = [...page.matchAll(/<!-- fields: ([\w-]+) -->/g)].map(([, name]) => name)
  expect(names.sort()).toEqual(DESCRIPTIONS.map(({ schema }) => schema.name).sort())
  expect(page).toBe(withFieldTables(page))
})

test.each(DESCRIPTIONS.map(({ schema }) => [schema.name, schema] as const))(
  "the examples of %s are valid",
  (name, schema) => {
    for (const one of EXAMPLES[name] ?? [])
      expect(validator(schema)(JSON.parse(blocks.get(one) ?? ""))).toEqual([])
  },
)
