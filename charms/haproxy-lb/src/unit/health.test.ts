import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { selfSigned } from "../../testing/engines.ts"
import { requestWith } from "../../testing/requests.ts"
import { NamedServer } from "../../testing/servers.ts"
import { trafficOf } from "../haproxy/statistics.ts"
import type { Check, Desired, Service } from "../plan/desired.ts"
import { describeDead, describeExpired } from "./health.ts"
import { outcomesOf } from "./outcomes.ts"
import { withTlsChecks } from "./tls-checks.ts"

const dir = mkdtempSync(join(tmpdir(), "health-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const backend = (host: string, live: boolean, minute = 0) => ({
  ...{ host, live, active: 0, served: 0, since: Date.UTC(2030, 0, 2, 3, minute) },
  ...(live ? {} : { problem: `${host} is off` }),
})
const traffic = (key: string, ...backends: ReturnType<typeof backend>[]) => ({
  key,
  connections: 0,
  backends,
})

const service = (key: string, tls?: Service["tls"]): Service => ({
  ...{ key, id: key, mode: "tcp", address: "127.0.0.1", ports: [], backends: [], checks: [] },
  ...{ algorithm: "round-robin", sticky: false, interval: 1, retries: 1, tls, maxConnections: 1 },
})

test("a status says which load balancers are dead, since when and why", () => {
  const describe = (...all: ReturnType<typeof traffic>[]) => describeDead(all, (key) => `shop ${key}`)
  expect(describe(traffic("1/a", backend("b", false), backend("c", true)))).toBe(undefined)
  // The last backend to die is the reason.
  expect(describe(traffic("1/a", backend("b", false, 4), backend("c", false, 5)))).toBe(
    "shop 1/a has no living backend since 2030-01-02T03:05Z: c c is off",
  )
  expect(describe(traffic("1/a"), traffic("1/b"), traffic("1/c"), traffic("1/d"))).toBe(
    "shop 1/a has no backends; shop 1/b has no backends; and 2 more",
  )
})

test("without statistics nothing is known, and a load balancer that HAProxy does not have is dead", () => {
  const one = { key: "1/a", id: "r1_a", ports: [{ front: 80, back: 8080 }] }
  const services = [{ ...service("1/a"), ...one, backends: [{ host: "b", address: "10.0.0.1" }] }]
  expect(trafficOf("\n", { services })).toEqual([])
  const other = "# pxname,svname,status\nf_other_80,FRONTEND,OPEN\n"
  expect(describeDead(trafficOf(other, { services }), (key) => key)).toMatch(
    /^1\/a has no living backend since 20.*Z: b not in the running configuration$/,
  )
})

test("of several ports the dead one decides: over a drained one, with its time; since the last change if all live", () => {
  const now = Date.now()
  const seen = (...ports: readonly string[]) => {
    const one = { key: "1/a", id: "r", ports: ports.map((_, at) => ({ front: 80 + at, back: 8080 })) }
    const services = [{ ...service("1/a"), ...one, backends: [{ host: "b", address: "10.0.0.1" }] }]
    const rows = ports.map((port, at) => `b_r_${80 + at},b,${port}`)
    const [first] = trafficOf(["# pxname,svname,status,lastchg,last_chk", ...rows].join("\n"), { services })
    const [found] = first?.backends ?? []
    return [found?.problem, Math.round((now - (found?.since ?? 0)) / 1000)]
  }
  expect(seen("UP,5,", "UP,90,")).toEqual([undefined, 5])
  expect(seen("UP,5,", "DOWN,90,refused", "DOWN,60,refused")).toEqual(["refused", 90])
  for (const rows of [
    ["DRAIN,5,", "DOWN,70,refused"],
    ["DOWN,70,refused", "DRAIN,5,"],
  ])
    expect(seen(...rows)).toEqual(["refused", 70])
  expect(seen("UP,5,", "DRAIN,70,")).toEqual(["is drained", 70])
})

test("a status names an expired certificate", () => {
  const services = [service("1/a"), service("1/b", selfSigned(dir))]
  const inDays = (days: number) =>
    describeExpired(services, (key) => `shop ${key}`, Date.now() + days * 86_400_000)
  // The certificate is valid for two days.
  expect([inDays(1), inDays(3)]).toEqual([
    undefined,
    expect.stringMatching(/^the certificate of shop 1\/b has expired on 2\d{3}-\d\d-\d\d$/),
  ])
  // Clients reject a chain whose second certificate has expired, too.
  const [long, short] = [selfSigned(dir, undefined, 9), selfSigned(dir)]
  const chain = [service("1/c", { ...long, certificate: long.certificate + short.certificate })]
  const at = (days: number) => describeExpired(chain, (key) => key, Date.now() + days * 86_400_000)
  expect([at(1), at(3)]).toEqual([undefined, expect.stringContaining("1/c has expired")])
  expect(inDays(-1)).toMatch(/^the certificate of shop 1\/b is not valid before 2\d{3}-\d\d-\d\d$/)
})

test("a check with http uses https where the port speaks TLS, and the response says so", async () => {
  await using secure = await new NamedServer("secure", "127.0.0.1", 0, selfSigned(dir)).start()
  await using plain = await new NamedServer("plain", "127.0.0.1").start()
  const checked = (...ports: number[]): Service => ({
    ...service("1/web"),
    backends: [{ host: "127.0.0.1", address: "127.0.0.1" }],
    checks: ports.map((port): Check => ({ protocol: "http", port, path: "/livez" })),
  })
  const protocols = ({ services }: Desired) => services[0]?.checks.map(({ protocol }) => protocol)
  const desired = { services: [checked(plain.port, secure.port)] }
  const made = await withTlsChecks(desired, { services: [] }, [])
  expect(protocols(made)).toEqual(["http", "https"])
  const [own = checked()] = made.services
  const healthChecks = desired.services[0]?.checks.map((one) => ({ ...one, interval: 1, retries: 1 })) ?? []
  const [first, second] = healthChecks
  expect(outcomesOf(requestWith({ healthChecks }), own, "haproxy")).toMatchObject({
    healthChecks: { outcome: "adjusted", value: [first, { ...second, protocol: "https" }] },
  })
  // While a backend is alive, the result stays and nothing is probed; then it is found out again.
  await secure.kill()
  const again = (live: boolean) =>
    withTlsChecks(desired, made, [traffic("1/web", backend("127.0.0.1", live))]).then(protocols)
  expect(await again(true)).toEqual(["http", "https"])
  // No answer says nothing about the protocol; a server without TLS on the port does.
  expect(await again(false)).toEqual(["http", "https"])
  await using _plain = await new NamedServer("plain", "127.0.0.1", secure.port).start()
  expect(await again(true)).toEqual(["http", "https"])
  expect(await again(false)).toEqual(["http", "http"])
})
