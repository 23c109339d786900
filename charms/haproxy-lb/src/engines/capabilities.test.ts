import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CharmBase } from "@charmkit/ops"
import { Context, relation } from "@charmkit/testing"
import { type Capabilities, LBConsumers } from "loadbalancer-interface"
import { CAPABILITIES_KEY, OPTION_FIELDS, parseCapabilities } from "loadbalancer-interface/wire"
import { afterAll, describe, expect, test } from "vitest"
import { ENGINES, selfSigned } from "../../testing/engines.ts"
import { planInput, requestWith } from "../../testing/requests.ts"
import { capabilitiesFrom } from "../plan/capabilities.ts"
import { COMMON_OPTIONS } from "../plan/options.ts"
import { plan } from "../plan/plan.ts"

const dir = mkdtempSync(join(tmpdir(), "hl-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const { certificate, key } = selfSigned(dir)

/** The capabilities as a consumer reads them from the databag. */
async function announced(capabilities: Capabilities) {
  class Provider extends CharmBase {
    readonly lb = new LBConsumers(this, "lb-consumers", { capabilities })
  }
  const context = new Context(Provider, { project: new URL("../..", import.meta.url) })
  const shop = relation({ endpoint: "lb-consumers", remoteAppData: { version: "1" } })
  const out = await context.run(context.on.relationChanged(shop), { leader: true, relations: [shop] })
  const read = parseCapabilities(out.relations[0]?.localAppData[CAPABILITIES_KEY] ?? "")
  if (!read.ok) throw new Error("the capabilities cannot be read")
  return read.value
}

const PROTOCOLS = ["tcp", "http", "https", "udp"] as const
const WORDS = ["round-robin", "least-connections", "source-ip", "random", "fastest", "weighted"]
const PORTS = [1, 80, 1023, 1024, 65535]
const check = { port: 1, path: "/", interval: 1, retries: 1 }

const machines = [
  ...ENGINES.filter(({ absent }) => !absent).map(({ name, make }) => ({
    name,
    capabilities: make(join(dir, name)).capabilities,
  })),
  { name: "either engine, where the charm is not root", capabilities: capabilitiesFrom(1024) },
]

test("each engine supports options of the interface; HAProxy all of them", async () => {
  const [embedded, full] = [capabilitiesFrom(1, COMMON_OPTIONS), capabilitiesFrom(1)]
  expect([...((await announced(full)).options ?? [])].sort()).toEqual([...OPTION_FIELDS].sort())
  expect(OPTION_FIELDS).toEqual(expect.arrayContaining([...embedded.options]))
  expect(machines[0]?.capabilities.options).toEqual(embedded.options)
})

describe.each(machines)("$name", ({ capabilities }) => {
  test("accepts every supported field, and refuses every unsupported one by its name", async () => {
    const says = await announced(capabilities)
    const cases: readonly (readonly [string, Parameters<typeof requestWith>[0], boolean | undefined])[] = [
      ...PROTOCOLS.map((one) => ["protocol", { protocol: one }, says.protocols?.includes(one)] as const),
      ...WORDS.map(
        (one) =>
          ["algorithm", { algorithm: [one] }, Object.keys(says.algorithms ?? {}).includes(one)] as const,
      ),
      ...PORTS.map(
        (one) =>
          [
            "portMapping",
            { portMapping: { [one]: 1 } },
            says.port_ranges?.some(([a, z]) => a <= one && one <= z),
          ] as const,
      ),
      ...[0, 1].map((more) => {
        const count = (says.max_ports ?? 0) + more
        const portMapping = Object.fromEntries(Array.from({ length: count }, (_, i) => [20_000 + i, 1]))
        return ["portMapping", { portMapping }, more === 0] as const
      }),
      ...PROTOCOLS.map(
        (protocol) =>
          [
            "healthChecks",
            { healthChecks: [{ ...check, protocol }] },
            says.health_checks?.includes(protocol),
          ] as const,
      ),
      ["sticky", { sticky: true }, says.sticky],
      ["tlsTermination", { tlsTermination: true, tlsCert: certificate, tlsKey: key }, says.tls_termination],
      ["ingressAddress", { ingressAddress: "192.0.2.1" }, says.ingress_address],
      ["public", { public: true }, says.public],
      ["public", { public: false }, says.internal],
    ]
    for (const [field, fields, possible] of cases) {
      // A port that both machines can listen on, so that only the tested field decides.
      const { served, refused } = plan(
        planInput([requestWith({ portMapping: { 8080: 1 }, ...fields })], { capabilities }),
      )
      const blamed = Object.keys(refused.get("1/web") ?? {}).map((place) => place.replace(/[[.].*/, ""))
      expect([field, fields, blamed]).toEqual([field, fields, possible === true ? [] : [field]])
      expect(served.has("1/web")).toBe(possible)
    }
    // Every field of the vocabulary is either supported or unsupported.
    expect(Object.values(says)).not.toContain(undefined)
  })
})
