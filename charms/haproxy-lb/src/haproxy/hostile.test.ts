import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CharmBase } from "@charmkit/ops"
import { Context, relation } from "@charmkit/testing"
import { LBConsumers } from "loadbalancer-interface"
import { requestKey } from "loadbalancer-interface/wire"
import { afterAll, expect, test } from "vitest"
import { dose, SEED } from "../../../../suite/doses.ts"
import fc from "../../../../suite/fast-check.ts"
import { ENGINES, selfSigned } from "../../testing/engines.ts"
import { expectedSections } from "../../testing/expected-sections.ts"
import { documentOf, type HostileRequest, hostile, hostileRequests } from "../../testing/hostile.ts"
import { policyOf } from "../../testing/requests.ts"
import { capabilitiesFrom } from "../plan/capabilities.ts"
import { type Plan, plan } from "../plan/plan.ts"
import { requestsOf } from "../plan/requests-of.ts"
import { configurationOf } from "./config.ts"

const [, haproxy] = ENGINES
const RUNS = dose("hostileDatabags")

const dir = mkdtempSync(join(tmpdir(), "hl-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const ADDRESS = "192.0.2.1"
const CAPABILITIES = capabilitiesFrom(1)

/** The provider's side of the interface, as in the charm. */
class Provider extends CharmBase {
  readonly lb = new LBConsumers(this, "lb-consumers", { capabilities: CAPABILITIES, refuseInvalid: true })
}
const context = new Context(Provider, { project: new URL("../..", import.meta.url) })

const GOOD: HostileRequest = {
  ...{ name: "good", protocol: "http", front: 20000, backends: ["10.0.0.1"], algorithm: [], sticky: false },
  ...{ check: undefined, ingress_address: null, tls: undefined },
}

interface Outcome {
  readonly made: Plan
  /** The library's own responses to the hostile requests. */
  readonly answers: Readonly<Record<string, string>>
  readonly invalid: readonly string[]
  /** Whether the unit's published address is not an IP address or host name. */
  readonly isUnitInvalid: boolean
}

/** The address to which every requested host name resolves. */
const FOUND = "192.0.2.55"
const CONNECTIONS = 1_000

/** Passes requests through the library, from a consumer's databag to the plan. */
async function planned(requests: readonly HostileRequest[], unitAddress: string): Promise<Outcome> {
  const bags = requests.map((one) => [requestKey(one.name), documentOf(one)])
  const shop = relation({
    endpoint: "lb-consumers",
    remoteApp: "shop",
    remoteAppData: { version: "1", [requestKey("good")]: documentOf(GOOD) },
    id: 1,
  })
  const evil = relation({
    endpoint: "lb-consumers",
    remoteApp: "evil",
    remoteAppData: { version: "1", ...Object.fromEntries(bags) },
    remoteUnitsData: { 0: unitAddress === "" ? {} : { "ingress-address": unitAddress } },
    id: 2,
  })
  let outcome: Omit<Outcome, "answers"> | undefined
  const out = await context.run(
    context.on.relationChanged(evil),
    { leader: true, relations: [shop, evil] },
    {
      after: ({ lb }) => {
        const asked = requestsOf(lb)
        const input = {
          capabilities: CAPABILITIES,
          address: ADDRESS,
          unitAddresses: [ADDRESS],
          policy: policyOf("", [ADDRESS]),
          resolved: new Map(
            asked.requests.flatMap(({ backends }) => backends.map((host) => [host, [FOUND]])),
          ),
          maxConnections: () => CONNECTIONS,
          claims: {},
          before: { services: [] },
        }
        outcome = {
          made: plan({ ...asked, ...input }),
          invalid: lb.invalidRequests.map(({ name }) => name),
          isUnitInvalid: lb.invalidBackends.length > 0,
        }
      },
    },
  )
  if (outcome === undefined) throw new Error("the charm has not run")
  return { ...outcome, answers: out.relations.find(({ id }) => id === 2)?.localAppData ?? {} }
}

test.skipIf(haproxy.absent)(
  "hostile requests are refused by field, or give a valid configuration with the expected content only",
  async () => {
    const counts = { accepted: 0, refused: 0, invalid: 0 }
    const real = selfSigned(dir)
    const engine = haproxy.make(join(dir, "e"))
    const check = async (requests: readonly HostileRequest[], unitAddress: string) => {
      const { made, answers, invalid, isUnitInvalid } = await planned(requests, unitAddress)
      const accepted: HostileRequest[] = []
      for (const request of requests) {
        const refusal = made.refused.get(`2/${request.name}`)
        if (invalid.includes(request.name)) {
          counts.invalid++
          // Longer names are not valid as request names and get no response.
          if (request.name.length <= 1000)
            blame(request, Object.keys(answerOf(answers[`response_${request.name}`])))
        } else if (refusal !== undefined) {
          counts.refused++
          blame(request, Object.keys(refusal))
        } else {
          counts.accepted++
          const ofUnits = unitAddress === "" || isUnitInvalid ? [] : [unitAddress]
          const all = request.backends.length > 0 ? request.backends : ofUnits
          const leftOut = Object.keys(made.leftOut.get(`2/${request.name}`) ?? {})
          accepted.push({ ...request, backends: all.filter((host) => !leftOut.includes(host)) })
        }
      }
      const { text, tls } = configurationOf(made.desired)
      const [global = [], defaults, ...sections] = sectionsIn(text)
      const [globalBefore = [], defaultsBefore] = sectionsIn(configurationOf({ services: [] }).text)
      const withoutSize = (lines: readonly string[]) => lines.filter((line) => !/^maxconn \d+$/.test(line))
      expect([withoutSize(global), defaults]).toEqual([withoutSize(globalBefore), defaultsBefore])
      const consumers = accepted.length > 0 ? 2 : 1
      const place = (share: number) => ({ address: ADDRESS, found: FOUND, maxConnections: Math.floor(share) })
      const sharedBy = CONNECTIONS / consumers / accepted.length
      expect(sections).toEqual([
        ...expectedSections("1/good", GOOD, place(CONNECTIONS / consumers)),
        ...accepted
          .toSorted((a, b) => (a.name < b.name ? -1 : 1))
          .flatMap((one) => expectedSections(`2/${one.name}`, one, place(sharedBy))),
      ])
      for (const content of tls.values()) expect(content).toMatch(PEM)
      expect(await engine.check(made.desired)).toBeUndefined()
    }
    await fc.assert(fc.asyncProperty(hostileRequests(real), hostile, check), { seed: SEED, numRuns: RUNS })
    console.log(`hostile: SEED=${SEED} ${JSON.stringify(counts)}`)
    // The library rejects most mistakes before the charm does.
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(RUNS / 8)
  },
  300_000,
)

const PEM =
  /^(-----BEGIN (CERTIFICATE|(EC |RSA )?PRIVATE KEY)-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END \2-----\n)+$/

/** Splits like HAProxy: only a line feed ends a line. */
function sectionsIn(text: string): readonly (readonly string[])[] {
  const plain = text
    .replace(/[0-9a-f]{64}\.pem/g, "HASH")
    .replace(/ cookie [0-9a-f]{16}$/gm, " cookie COOKIE")
  return plain
    .trim()
    .split("\n\n")
    .map((section) => section.split("\n    "))
}

/** The error fields of a response. */
function answerOf(text: string | undefined): object {
  const answer: unknown = JSON.parse(text ?? "{}")
  expect(answer).toMatchObject({ error: "unsupported", address: null })
  return typeof answer === "object" && answer !== null && "error_fields" in answer
    ? Object(answer.error_fields)
    : {}
}

/** A refusal must name fields, and only ones that differ from the valid request. */
function blame(request: HostileRequest, fields: readonly string[]): void {
  const place = {
    healthChecks: "check",
    health_checks: "check",
    ingressAddress: "ingress_address",
    tlsCert: "tls",
    tls_cert: "tls",
    tls_key: "tls",
    tlsKey: "tls",
  }
  const names = fields
    .map((field) => field.replace(/[[.].*$/, ""))
    .map((field) => new Map(Object.entries(place)).get(field) ?? field)
  expect(names).not.toEqual([])
  const fine = new Map<string, unknown>(Object.entries(GOOD))
  for (const name of names)
    expect(new Map<string, unknown>(Object.entries(request)).get(name), name).not.toEqual(fine.get(name))
}
