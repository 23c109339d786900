import { expect, test } from "vitest"
import { planInput, policyOf, requestWith } from "../../testing/requests.ts"
import { plan } from "./plan.ts"
import { isHost } from "./read-backends.ts"

const named = (...backends: string[]) => requestWith({ backends })
const found = (addresses: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(addresses))
const backendsOf = (made: ReturnType<typeof plan>) =>
  made.desired.services.flatMap(({ backends }) => backends)

test("a backend keeps the address that was checked, and is removed when its name resolves to one that is not allowed", () => {
  const first = plan(planInput([named("db.example")], { resolved: found({ "db.example": ["192.0.2.7"] }) }))
  expect(backendsOf(first)).toEqual([{ host: "db.example", address: "192.0.2.7" }])
  // The owner of the name changes it to another address, alone or in addition.
  for (const evil of ["127.0.0.1", "169.254.169.254", "10.9.0.1"])
    for (const addresses of [[evil], ["192.0.2.7", evil]]) {
      const resolved = found({ "db.example": addresses })
      const next = plan(planInput([named("db.example")], { resolved, before: first.desired }))
      expect(backendsOf(next)).toEqual([])
      expect(Object.keys(next.refused.get("1/web") ?? {})).toEqual(["backends"])
    }
})

test("a name that temporarily does not resolve keeps its address, unless that is no longer allowed", () => {
  const before = plan(
    planInput([named("db.example")], { resolved: found({ "db.example": ["192.0.2.7"] }) }),
  ).desired
  expect(backendsOf(plan(planInput([named("db.example")], { before })))).toEqual(before.services[0]?.backends)
  const policy = policyOf("", ["192.0.2.7"])
  expect(plan(planInput([named("db.example")], { before, policy })).refused.size).toBe(1)
})

test("the balancer's own name is no backend, wherever it leads", () => {
  const resolved = found({ "LB.example": ["203.0.113.5"] })
  const made = plan(planInput([named("LB.example")], { resolved, policy: policyOf("", ["lb.example"]) }))
  expect(backendsOf(made)).toEqual([])
})

test("one unresolved name affects no other backend, and the consumer gets the reason", () => {
  const made = plan(planInput([named("nosuch.example", "192.0.2.1")]))
  expect(backendsOf(made)).toEqual([{ host: "192.0.2.1", address: "192.0.2.1" }])
  expect(made.leftOut.get("1/web")).toEqual({ "nosuch.example": "cannot be looked up" })
})

test("a forbidden address of a unit affects that unit only; one in the request refuses the request", () => {
  const request = requestWith({ backends: ["127.0.0.1", "192.0.2.1"] })
  const ofUnit = plan(planInput([request], { isUnitAddress: (_id, host) => host === "127.0.0.1" }))
  expect(backendsOf(ofUnit).map(({ address }) => address)).toEqual(["192.0.2.1"])
  expect(Object.keys(ofUnit.leftOut.get("1/web") ?? {})).toEqual(["127.0.0.1"])
  const ofRequest = plan(planInput([request]))
  expect(ofRequest.refused.get("1/web")?.backends).toMatch(/^"127\.0\.0\.1" is a loopback address/)
  // A service with a forbidden address is removed, even if its request has become unreadable.
  const { desired } = plan(planInput([request], { policy: policyOf("127.0.0.0/8") }))
  const later = plan(planInput([], { before: desired, unreadable: new Set(["1/web"]) }))
  expect(backendsOf(later).map(({ address }) => address)).toEqual(["192.0.2.1"])
})

test("an address to listen on is checked, too", () => {
  for (const ingressAddress of ["127.0.0.1", "::1", "fe80::1", "224.0.0.1", "::ffff:169.254.1.1"]) {
    const { refused } = plan(planInput([requestWith({ ingressAddress })]))
    expect([ingressAddress, ...Object.keys(refused.get("1/web") ?? {})]).toEqual([
      ingressAddress,
      "ingressAddress",
    ])
  }
  const loopback = requestWith({ ingressAddress: "127.0.0.1" })
  expect(plan(planInput([loopback], { policy: policyOf("127.0.0.1") })).refused.size).toBe(0)
  // Units with loopback addresses are the operator's choice.
  const unit = { address: "127.0.0.5", unitAddresses: ["127.0.0.5"] }
  expect(plan(planInput([requestWith()], unit)).refused.size).toBe(0)
})

test.each(["127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "host.0", "1.2.3.4.", "[::1]"])(
  "%s is neither an address nor a name, though resolvers read it as one",
  (text) => {
    expect(isHost(text)).toBe(false)
    expect(Object.keys(plan(planInput([named(text)])).refused.get("1/web") ?? {})).toEqual(["backends"])
  },
)
