import { CharmBase, type Framework } from "@charmkit/ops"
import { inProcess, Model } from "@charmkit/testing"
import { accept, type Capabilities, LoadBalancerProvider, LoadBalancers } from "loadbalancer-interface"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { explain, report } from "./explain-support.ts"

const KEY = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LW9mLXRoZS1jaGFybQ==\n-----END PRIVATE KEY-----\n"
const CAN: Capabilities = {
  algorithms: { "source-ip": ["source"], "round-robin": [] },
  portRanges: [[1, 8999]],
  internal: false,
  healthChecks: [],
}

class Asks extends CharmBase {
  readonly lb = new LoadBalancers(
    this,
    "lb-provider",
    {
      web: () =>
        this.config.get("load-balanced") === true
          ? {
              protocol: "https",
              portMapping: { 443: 8443 },
              sticky: true,
              tlsTermination: true,
              tlsCert: "CERT",
              tlsKey: KEY,
            }
          : undefined,
    },
    { tlsKeys: "secret", drainSeconds: 86_400 },
  )
}

class Gives extends CharmBase {
  readonly lb: LoadBalancerProvider

  constructor(framework: Framework) {
    super(framework)
    this.lb = new LoadBalancerProvider(this, "lb-consumers", {
      capabilities: CAN,
      serve: () =>
        accept({
          address: "192.0.2.7",
          addresses: ["192.0.2.7", "2001:db8::7"],
          ports: { 443: 8443 },
          fields: {
            sticky: { outcome: "adjusted", value: true, why: "by a cookie" },
            healthChecks: { outcome: "ignored", why: "none are made" },
          },
        }),
      remove: () => undefined,
      drain: () => false,
    })
  }
}

type View = ReturnType<Model["showUnit"]>

const project = (name: string) => new URL(`../../../examples/${name}/`, import.meta.url)
let model: Model
let answered: Record<string, View>
let drains: Record<string, View>

beforeAll(async () => {
  model = await Model.start()
  await model.deploy(inProcess(Asks, { project: project("lb-consumer") }))
  await model.deploy(inProcess(Gives, { project: project("lb-provider") }))
  model.integrate("lb-consumer", "lb-provider")
  const moment = async () => {
    await model.settle()
    return Object.fromEntries(
      ["lb-consumer/0", "lb-provider/0"].map((unit) => [unit, model.showUnit(unit)] as const),
    )
  }
  answered = await moment()
  model.config("lb-consumer", { "load-balanced": false })
  drains = await moment()
})

afterAll(async () => {
  await model[Symbol.asyncDispose]()
})

describe("two charms with all extensions", () => {
  test("as text: extensions, capabilities, details, and where the key is", async () => {
    const { status, stdout } = await explain(answered)
    expect(stdout).toContain("extends  the consumer understands details\n")
    expect(stdout).toContain("extends  the provider understands details, drain, secrets\n")
    expect(stdout).toContain(
      "can      the provider: listens on 1 to 8999; no internal load balancers; " +
        "chooses backends by round-robin, source-ip (also called source); no health checks\n",
    )
    expect(stdout).toContain("reached  at 192.0.2.7, 2001:db8::7\n")
    expect(stdout).toContain("ports    for 443 clients use 8443\n")
    expect(stdout).toContain("field    sticky: adjusted to true (by a cookie)\n")
    expect(stdout).toContain("field    health_checks: ignored (none are made)\n")
    expect(stdout).toMatch(/the key is in the Juju secret:(?:\/\/[0-9a-f-]+\/)?[a-z0-9]+, revision 1\n/)
    expect(stdout).toMatch(/the request's: it is current\n/)
    expect(stdout).not.toContain("no part of the interface")
    expect(stdout.endsWith("Nothing is wrong.\n")).toBe(true)
    expect(status).toBe(0)
  })

  test("as JSON, without a finding", async () => {
    const { value, requests, findings } = await report(answered)
    expect(findings).toEqual([])
    expect(value.relations[0]).toMatchObject({
      consumer: { extensions: ["details"], otherKeys: [] },
      provider: { extensions: ["details", "drain", "secrets"], otherKeys: [] },
      capabilities: { internal: false, health_checks: [], port_ranges: [[1, 8999]] },
    })
    expect(requests).toMatchObject([
      {
        state: "answered",
        asked: { tls: { key: false, secret: { revision: 1 } }, drainUntil: null },
        answer: {
          current: true,
          details: { ports: [{ asked: 443, listen: 8443 }], drained: false },
        },
      },
    ])
  })

  test("draining: until when", async () => {
    const { stdout, status } = await explain(drains)
    const { requests, findings } = await report(drains)
    const until = requests[0]?.asked?.drainUntil ?? ""
    expect(new Date(until).getTime()).toBeGreaterThan(Date.now())
    expect(stdout).toContain(`drains   goes when its connections have ended, at the latest at ${until}\n`)
    // The handler reports each time that the drain is not complete, and keeps the request pending.
    expect(findings.filter(({ severity }) => severity === "wrong")).toEqual([])
    expect(status).toBe(0)
  })

  test("a private key is never shown", async () => {
    for (const args of [[], ["--json"]])
      for (const given of [answered, drains])
        expect((await explain(given, args)).stdout).not.toContain("c2VjcmV0LW9mLXRoZS1jaGFybQ")
  })
})
