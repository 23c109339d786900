import { expect, test } from "vitest"
import { dose } from "../../../../suite/doses.ts"
import { planInput, requestWith } from "../../testing/requests.ts"
import { configurationOf } from "../haproxy/config.ts"
import { MAX_BACKENDS, MAX_CHECKS, MAX_PORTS, MAX_REQUEST_PORTS, MAX_SERVERS } from "./limits.ts"
import { plan } from "./plan.ts"

/** In all consumers together. */
const REQUESTS = dose("mostRequests")

const ports = (from: number, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [from + i, 8080]))
const hosts = (count: number) => Array.from({ length: count }, (_, i) => `10.1.${i >> 8}.${i & 255}`)
const fieldsOf = (made: ReturnType<typeof plan>, key: string) => Object.keys(made.refused.get(key) ?? {})

test("a request has a maximum of ports, backends and checks", () => {
  const check = { protocol: "tcp", port: 1, path: null, interval: 1, retries: 1 } as const
  const most = requestWith({
    portMapping: ports(1, MAX_REQUEST_PORTS - 56),
    backends: hosts(MAX_BACKENDS),
    healthChecks: Array.from({ length: MAX_CHECKS }, () => check),
  })
  expect(plan(planInput([most])).refused).toEqual(new Map())
  const more = requestWith({
    portMapping: ports(1, MAX_REQUEST_PORTS + 1),
    backends: hosts(MAX_BACKENDS + 1),
    healthChecks: Array.from({ length: MAX_CHECKS + 1 }, () => check),
  })
  expect(fieldsOf(plan(planInput([more])), "1/web").toSorted()).toEqual([
    "backends",
    "healthChecks",
    "portMapping",
  ])
})

test("a consumer has a maximum of ports in all its requests, which does not affect other consumers", () => {
  const count = MAX_PORTS / MAX_REQUEST_PORTS
  const greedy = Array.from({ length: count + 1 }, (_, i) =>
    requestWith({ name: `r${i}`, portMapping: ports(1000 + i * 100, MAX_REQUEST_PORTS) }),
  )
  const other = requestWith({ relationId: 2, portMapping: ports(9000, MAX_REQUEST_PORTS) })
  const made = plan(planInput([...greedy, other]))
  expect([...made.refused.keys()]).toEqual([`1/r${count}`])
  expect(fieldsOf(made, `1/r${count}`)).toEqual(["portMapping"])
  expect(made.served.has("2/web")).toBe(true)
  // A served request stays served, whatever the consumer requests later and whatever its name is.
  const later = requestWith({ name: "a", portMapping: ports(8000, 1) })
  const next = plan(planInput([later, ...greedy.slice(0, count)], { claims: made.claims }))
  expect([...next.refused.keys()]).toEqual(["1/a"])
})

test("a consumer has a maximum of pairs of a backend and a port", () => {
  const each = { backends: hosts(MAX_BACKENDS) }
  const count = MAX_SERVERS / MAX_BACKENDS
  const greedy = Array.from({ length: count + 1 }, (_, i) =>
    requestWith({ ...each, name: `r${i}`, portMapping: ports(1000 + i, 1) }),
  )
  const made = plan(planInput(greedy))
  expect([...made.refused.keys()]).toEqual([`1/r${count}`])
  expect(fieldsOf(made, `1/r${count}`)).toEqual(["backends"])
})

test("many requests are planned and written, and one more of a consumer at its limit is refused", () => {
  const all = Array.from({ length: REQUESTS }, (_, i) =>
    requestWith({
      relationId: 1 + Math.floor(i / MAX_PORTS),
      name: `r${i}`,
      portMapping: ports(1000 + i, 1),
    }),
  )
  const made = plan(planInput([...all, requestWith({ name: "more", portMapping: ports(900, 1) })]))
  // The later name is refused.
  expect([made.served.size, made.refused.size]).toEqual([REQUESTS, 1])
  const { text } = configurationOf(made.desired)
  expect(text.match(/^frontend /gm)?.length).toBe(REQUESTS)
})

test("many requests of one consumer are refused by field above its limit, and another consumer is served", () => {
  const greedy = Array.from({ length: REQUESTS }, (_, i) =>
    requestWith({ name: `r${i}`, portMapping: ports(1000 + i, 1) }),
  )
  const made = plan(planInput([...greedy, requestWith({ relationId: 2, portMapping: ports(900, 1) })]))
  expect([made.served.size, made.refused.size]).toEqual([MAX_PORTS + 1, REQUESTS - MAX_PORTS])
  expect(made.served.has("2/web")).toBe(true)
  const fields = [...made.refused.keys()].flatMap((key) => fieldsOf(made, key))
  expect([...new Set(fields)]).toEqual(["portMapping"])
})

test("connections are divided equally among consumers, then among each consumer's services", () => {
  const many = Array.from({ length: 4 }, (_, i) =>
    requestWith({ name: `r${i}`, portMapping: ports(1000 + i, 1) }),
  )
  const made = plan(planInput([...many, requestWith({ relationId: 2 })], { maxConnections: () => 100 }))
  const shares = made.desired.services.map(({ key, maxConnections }) => [key, maxConnections])
  expect(shares).toEqual([
    ["1/r0", 12],
    ["1/r1", 12],
    ["1/r2", 12],
    ["1/r3", 12],
    ["2/web", 50],
  ])
})
