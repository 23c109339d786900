import { readFileSync } from "node:fs"
import {
  canonicalJson,
  md5,
  parsePythonJson,
  parseRequest,
  parseResponse,
  requestText,
  type WireRequest,
} from "loadbalancer-interface/wire"
import { beforeAll, describe, expect, test } from "vitest"
import { DOCUMENTS } from "../src/explain/documents/documents.ts"
import { type DocumentDescription, expectation, type Field } from "../src/explain/documents/field.ts"
import { validator } from "./schema-support.ts"
import { World } from "./support/world.ts"

// The page is what another implementation is written from. What it shows is what the code prints.

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

/** Two charms with this library, with the id of the example: what they leave in their databags. */
beforeAll(async () => {
  const world = new World()
  // A request of this id stands there; the charm sends it as its own.
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
  await world.asConsumer("web/0", ({ lb }) => {
    for (const response of lb.newResponses) lb.ackResponse(response)
  })
  printed.set("request", world.own("web")[`request_${NAME}`])
  printed.set("acked", world.own("web")[`acked_${NAME}`])
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

test.each([
  "unsealed",
  "sent-hash",
  "request",
  "response",
  "handled",
  "acked",
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

test("the examples are what the words around them say", () => {
  const read = (name: string) => {
    const result = parseRequest(blocks.get(name) ?? "")
    if (!result.ok) throw new Error(`the example ${name} cannot be read`)
    return result.value
  }
  const response = parseResponse(blocks.get("response") ?? "")
  expect(read("request").sent_hash).toBe(blocks.get("sent-hash"))
  expect(response.ok && response.value.received_hash).toBe(blocks.get("sent-hash"))
  expect(md5(blocks.get("response") ?? "")).toBe(blocks.get("acked"))
  expect(read("changed-request").sent_hash).not.toBe(blocks.get("sent-hash"))
})

const EXAMPLES = {
  request: ["unsealed", "request", "changed-request"],
  response: ["response", "refusal"],
  handled: ["handled"],
}

describe.each(DOCUMENTS.map((document) => [document.name, document] as const))("%s", (name, document) => {
  test("the table of its fields is the description's", () => {
    const table = new RegExp(`<!-- fields: ${name} -->\\n\\n((?:\\|.*\\n)+)`).exec(page)?.[1]
    expect(table).toBe(fieldTable(document))
  })

  test("its examples are valid", () => {
    if (name === "health-check") return
    for (const one of EXAMPLES[name])
      expect(validator(document)(JSON.parse(blocks.get(one) ?? ""))).toEqual([])
  })
})

function fieldTable({ fields }: DocumentDescription): string {
  const rows = Object.entries(fields).map(([name, field]) => row(name, field))
  return `${["| field | has to be | null | default | meaning |", "| ----- | --------- | ---- | ------- | ------- |", ...rows].join("\n")}\n`
}

function row(name: string, field: Field): string {
  const { nullable, default: otherwise, means } = field
  const cells = [
    `\`${name}\``,
    expectation({ ...field, nullable: false }),
    nullable ? "yes" : "no",
    otherwise === undefined ? "required" : `\`${JSON.stringify(otherwise)}\``,
    means,
  ]
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
}
