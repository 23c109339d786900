import {
  negotiateVersion,
  parseAnswerRecord,
  parseCapabilities,
  parseDetails,
  parseDrain,
  parseHealthCheck,
  parseRequest,
  parseResponse,
  parseSecrets,
  requestHazards,
} from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { dose, SEED } from "../../../suite/doses.ts"
import { processorTimeOf } from "../../../suite/processor-time.ts"
import { fuzz, TARGETS } from "./fuzz-properties.ts"

// `npm run fuzz` runs for a given time.
const DOCUMENTS = dose("wireDocuments")

describe("any text", { timeout: 600_000 }, () => {
  test.each(TARGETS)("is parsed or refused with issues: $name", (target) => {
    const read = fuzz(target, SEED, (DOCUMENTS * target.share) / 100)
    console.log(`fuzz: SEED=${SEED} ${read} ${target.name}`)
  })

  test("was generated in the stated number", () => {
    expect(TARGETS.reduce((sum, { share }) => sum + share, 0)).toBe(100)
  })
})

const READERS = [
  parseRequest,
  parseResponse,
  parseHealthCheck,
  parseAnswerRecord,
  parseCapabilities,
  parseDetails,
  parseDrain,
  parseSecrets,
]
const LARGE = dose("longestText")
const long = (text: string) => text.repeat(LARGE / text.length)
const request = (more: string) =>
  `{"id": "i", "name": "n", "protocol": "tcp", "port_mapping": {"1": 2}, ${more}}`

// Juju lets a peer write megabytes, in shapes that make patterns, stacks and lists of issues grow too fast.
describe("a long text", () => {
  test.each([
    ["one string", request(`"tls_cert": "${long("a")}"`)],
    ["escapes", request(`"tls_cert": "${long("\\n")}"`)],
    ["astral characters in a name", request(`"name": "${long("😀")}"`)],
    ["a hazardous address", request(`"backends": ["${long("a")} "]`)],
    ["digits", request(`"port_mapping": {"1": "${long("1")}"}`)],
    ["digits and underscores", request(`"port_mapping": {"1": "${long("1_")}1"}`)],
    ["spaces between digits", request(`"port_mapping": {"1": "1${long(" ")}1"}`)],
    ["a number", request(`"port_mapping": {"1": ${long("1")}}`)],
    ["a fraction", request(`"port_mapping": {"1": 1.${long("1")}}`)],
    ["an exponent", request(`"port_mapping": {"1": 1e${long("1")}}`)],
    ["wrong items", request(`"backends": [${long("1,")}1]`)],
    ["equal keys", request(`${long('"a":1,')}"b":1`)],
    ["a list for a word", request(`"protocol": [${long('"é",')}1]`)],
    ["open lists", long("[")],
    ["open objects", long('{"a":')],
    ["closed lists", long("[") + long("]")],
    ["quotes", long('"')],
    ["backslashes", `"${long("\\")}`],
    ["lines", `${long("\n")}x`],
    ["zeros", long("0")],
    ["spaces", `1${long(" ")}x`],
    ["surrogates", `"${long("\ud800")}`],
  ])("costs time in proportion: %s", (_what, text) => {
    const took = processorTimeOf(() => {
      for (const read of READERS) {
        const result = read(text)
        if (!result.ok) expect(result.issues.length).toBeGreaterThan(0)
      }
      negotiateVersion(text)
      const asked = parseRequest(text)
      if (asked.ok) requestHazards(asked.value)
    })
    // With linear time, a million characters take a tenth of a second; with quadratic time, hours.
    expect(took).toBeLessThan(LARGE / 100)
  })
})

test("names of Object.prototype are ordinary keys", () => {
  const text = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "toString": 1}'
  // They have no required field, and ignore unknown ones.
  const passesOver: ReadonlySet<unknown> = new Set([parseCapabilities, parseDetails])
  const fields = `{"address": "a", "error_fields": ${text}}`
  for (const read of READERS)
    for (const one of [text, fields]) expect(read(one).ok && !passesOver.has(read)).toBe(false)
  expect({}).not.toHaveProperty("polluted")
  const algorithms = parseCapabilities('{"algorithms": {"__proto__": ["polluted"]}}')
  expect(algorithms.ok && Object.keys(algorithms.value.algorithms ?? {})).toEqual(["__proto__"])
  const response = parseResponse(fields)
  expect(response.ok ? [] : response.issues).toEqual([
    { path: ["error_fields"], message: "Unknown fields: __proto__, constructor, toString" },
  ])
})
