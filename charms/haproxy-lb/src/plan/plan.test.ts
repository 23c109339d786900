import { expect, test } from "vitest"
import fc from "../../../../suite/fast-check.ts"
import { planInput, requestWith } from "../../testing/requests.ts"
import { parseDesired } from "./parse-desired.ts"
import { plan } from "./plan.ts"

const keys = (made: ReturnType<typeof plan>) => made.desired.services.map(({ key }) => key)

test("the holder of a port keeps it; a later request is refused with the reason and gets the port when it is free", () => {
  const late = requestWith({ relationId: 1, portMapping: { 80: 1, 81: 2 } })
  const first = requestWith({ relationId: 5 })
  const alone = plan(planInput([first]))
  const both = plan(planInput([late, first], { claims: alone.claims }))
  expect(keys(both)).toEqual(["5/web"])
  expect(both.desired).toEqual(alone.desired)
  expect(both.refused.get("1/web")).toEqual({ "portMapping.80": "port 80 is taken by another consumer" })
  expect(keys(plan(planInput([late], { claims: both.claims })))).toEqual(["1/web"])
  // Without stored claims, the older relation gets the port.
  expect(keys(plan(planInput([first, late])))).toEqual(["1/web"])
})

test("two requests of one consumer conflict by their names; other addresses do not conflict, those of units do", () => {
  const made = plan(planInput([requestWith(), requestWith({ name: "two" })]))
  expect(made.refused.get("1/web")).toEqual({ "portMapping.80": 'port 80 is taken by the request "two"' })
  const elsewhere = requestWith({ relationId: 2, ingressAddress: "192.0.2.9" })
  expect(keys(plan(planInput([requestWith(), elsewhere])))).toEqual(["1/web", "2/web"])
  const onUnit = requestWith({ relationId: 2, ingressAddress: "10.9.0.2" })
  expect([...plan(planInput([requestWith(), onUnit])).refused.keys()]).toEqual(["2/web"])
  // The address of another unit is accepted, and that unit listens on it.
  const other = plan(planInput([onUnit]))
  expect([...other.served.keys()]).toEqual(["2/web"])
  expect(keys(other)).toEqual([])
})

test("equal addresses in different forms conflict, and unspecified addresses are refused", () => {
  const wish = (relationId: number, ingressAddress: string) => requestWith({ relationId, ingressAddress })
  const made = plan(
    planInput([wish(1, "2001:DB8:0:0::7"), wish(2, "2001:db8::7"), wish(3, "::ffff:10.9.0.1")]),
  )
  expect(made.desired.services.map(({ key, address }) => [key, address])).toEqual([
    ["1/web", "2001:db8::7"],
    ["3/web", "10.9.0.1"],
  ])
  expect(made.refused.get("2/web")).toEqual({ "portMapping.80": "port 80 is taken by another consumer" })
  for (const every of ["0.0.0.0", "::", "0::0", "::ffff:0.0.0.0", "fe80::1%eth0"]) {
    const { refused, desired } = plan(planInput([wish(1, every)]))
    expect([every, ...Object.keys(refused.get("1/web") ?? {})]).toEqual([every, "ingressAddress"])
    expect(desired.services).toEqual([])
  }
})

test("an unreadable request keeps its service, and a drained one keeps its port but gets no connections", () => {
  const before = plan(
    planInput([requestWith(), requestWith({ relationId: 2, portMapping: { 81: 1 } })]),
  ).desired
  const rival = requestWith({ relationId: 3 })
  const made = plan(
    planInput([rival], { before, unreadable: new Set(["1/web"]), claims: { "units 80": "1/web" } }),
  )
  expect(keys(made)).toEqual(["1/web"])
  const drained = requestWith({ drainUntil: new Date() })
  const draining = plan(planInput([drained, rival], { claims: { "units 80": "1/web" } }))
  expect(keys(draining)).toEqual([])
  expect([...draining.refused.keys()]).toEqual(["3/web"])
})

test.each([
  [{ protocol: "udp" }, "protocol"],
  [{ algorithm: ["best"] }, "algorithm"],
  [{ backends: ["10.0.0.1 backup"] }, "backends"],
  [{ backends: ["10.0.0.1", "a..example"] }, "backends"],
  [{ portMapping: {} }, "portMapping"],
  [{ ingressAddress: "lb.example" }, "ingressAddress"],
  [{ tlsTermination: true }, "tlsCert"],
  [
    { healthChecks: [{ protocol: "udp", port: 1, path: null, interval: 1, retries: 1 }] },
    "healthChecks[0].protocol",
  ],
  [
    { healthChecks: [{ protocol: "http", port: 1, path: "/a b", interval: 1, retries: 1 }] },
    "healthChecks[0].path",
  ],
] as const)("%j is refused at %s", (fields, place) => {
  const { refused, desired } = plan(
    planInput([requestWith(Object(fields)), requestWith({ name: "fine", portMapping: { 9: 9 } })]),
  )
  expect(Object.keys(refused.get("1/web") ?? {})).toEqual([place])
  expect(desired.services.map(({ key }) => key)).toEqual(["1/fine"])
})

const request = fc.record({
  relationId: fc.integer({ min: 1, max: 4 }),
  name: fc.constantFrom("a", "b"),
  portMapping: fc.dictionary(fc.constantFrom("80", "81", "82"), fc.constant(8080), { minKeys: 1 }),
})
const unique = fc.uniqueArray(request, { selector: ({ relationId, name }) => `${relationId}/${name}` })

test("every unit decides the same, a second run changes nothing, and no port is assigned twice", () => {
  fc.assert(
    fc.property(unique, unique, (before, after) => {
      const { claims } = plan(planInput(before.map(requestWith)))
      const made = plan(planInput(after.map(requestWith), { claims }))
      const follower = plan(planInput(after.toReversed().map(requestWith), { claims }))
      expect(follower.desired).toEqual(made.desired)
      expect(plan(planInput(after.map(requestWith), { claims: made.claims }))).toEqual(made)
      const places = made.desired.services.flatMap(({ ports }) => ports.map(({ front }) => front))
      expect(new Set(places).size).toBe(places.length)
      expect(made.served.size + made.refused.size).toBe(after.length)
      expect(parseDesired(JSON.stringify(made.desired))).toEqual(made.desired)
    }),
  )
})
