import type { Options } from "loadbalancer-interface"
import { expect, test } from "vitest"
import { planInput, requestWith } from "../../testing/requests.ts"
import { configurationOf } from "../haproxy/config.ts"
import { COMMON_OPTIONS, HAPROXY_OPTIONS, idleOf, isExpected } from "./options.ts"
import { plan } from "./plan.ts"

/** The plan of one request with these options. */
function planned(options: Options, request: Parameters<typeof requestWith>[0] = {}, refusal = {}) {
  const input = { options: new Map([["1/web", { options, refusal }]]) }
  const made = plan(planInput([requestWith(request)], input))
  return { service: made.desired.services[0], refused: made.refused.get("1/web") }
}

test("source ranges become networks in canonical form", () => {
  const sourceRanges = [
    "10.1.2.3",
    "10.0.0.0/8",
    "2001:DB8:0::/32",
    "::1",
    "::ffff:10.0.0.0/104",
    "0.0.0.0/0",
  ]
  expect(planned({ sourceRanges, idleTimeout: undefined }).service?.options).toEqual({
    sourceRanges: ["10.1.2.3/32", "10.0.0.0/8", "2001:db8::/32", "::1/128", "10.0.0.0/8", "0.0.0.0/0"],
  })
  expect(planned({}).service).not.toHaveProperty("options")
})

test.each([
  ["sourceRanges", { sourceRanges: ["10.0.0.0/33"] }],
  ["sourceRanges", { sourceRanges: ["10.0.0.0/"] }],
  ["sourceRanges", { sourceRanges: ["10.0.0"] }],
  ["sourceRanges", { sourceRanges: ["::ffff:10.0.0.0/8"] }],
  ["sourceRanges", { sourceRanges: Array.from({ length: 257 }, (_, i) => `10.0.${i % 256}.0/24`) }],
  ["checkCodes", { checkCodes: ["299-200"] }],
  ["checkCodes", { checkCodes: [] }],
  ["checkName", { checkName: "127.1" }],
  ["serverNames", { serverNames: ["a..b"] }],
  ["serverNames", { serverNames: ["a.example"] }],
  ["weights", { weights: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`h${i}`, 1])) }],
] as const)("refuses %s by name, %#", (field, options) => {
  const { service, refused } = planned(options, { protocol: "http" })
  expect([service, Object.keys(refused ?? {})]).toEqual([undefined, [`options.${field}`]])
})

test("refuses what the library refuses, and serves names of clients where TLS can be seen", () => {
  expect(planned({ idleTimeout: 1 }, {}, { "options.weights": "is not supported" }).refused).toEqual({
    "options.weights": "is not supported",
  })
  expect(planned({ serverNames: ["a.example"] }, { protocol: "tcp" }).refused).toBe(undefined)
})

const HIGHEST = 2 ** 31 - 1
const NUMBERS: Options = {
  ...{ connectTimeout: HIGHEST, clientTimeout: HIGHEST, serverTimeout: HIGHEST, idleTimeout: HIGHEST },
  ...{ checkTimeout: HIGHEST, checkRise: HIGHEST, backendConnections: HIGHEST },
}

test("the highest number of the interface is refused by name, and fails no other request", () => {
  const given = Object.entries({ ...NUMBERS, maxConnections: HIGHEST })
  const wireNames = given.map(([name]) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  const isNumber = (name: string) => /_(timeout|connections|rise)$/.test(name)
  // Each engine's numbers are in this test.
  for (const names of [COMMON_OPTIONS, HAPROXY_OPTIONS])
    expect(wireNames).toEqual(expect.arrayContaining(names.filter(isNumber)))
  for (const [field, value] of given) {
    const options = new Map([["1/web", { options: { [field]: value }, refusal: {} }]])
    const requests = [requestWith({}), requestWith({ name: "other", portMapping: { 81: 8080 } })]
    const { desired, refused } = plan(planInput(requests, { options }))
    expect(configurationOf(desired).text, field).toContain(":81")
    const fields = field === "maxConnections" ? [] : [`options.${field}`]
    expect(Object.keys(refused.get("1/web") ?? {})).toEqual(fields)
  }
  const most = Object.fromEntries(Object.keys(NUMBERS).map((field) => [field, 1_000_000]))
  expect(planned(most).refused).toBe(undefined)
})

test("a request cannot have more than its share of the connections, but less", () => {
  expect(planned({ maxConnections: 10 }).service?.maxConnections).toBe(10)
  expect(planned({ maxConnections: 10_000 }).service?.maxConnections).toBe(1_000)
})

test("the expected codes, and the shortest of the limits for connections", () => {
  expect([200, 399, 401, 403, 400, 404].map((code) => isExpected(code))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ])
  expect([404, 409, 420].map((code) => isExpected(code, { checkCodes: ["404", "410-419"] }))).toEqual([
    true,
    false,
    false,
  ])
  expect(idleOf({ options: { clientTimeout: 3, serverTimeout: 2, idleTimeout: 5 } })).toBe(2)
  expect(idleOf({})).toBe(undefined)
})
