import { CharmBase, type Framework } from "@charmkit/ops"
import { inProcess, Model } from "@charmkit/testing"
import { accept, type Capabilities, LoadBalancerProvider, LoadBalancers } from "loadbalancer-interface"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Case, consumer, provider, request, response, SEALED } from "./explain-bags.ts"
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
  test("in words: what each understands, can, said, and where the key is", async () => {
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
    expect(stdout).toMatch(/the key is in the Juju secret:[a-z0-9]+, revision 1\n/)
    expect(stdout).toMatch(/the request's: it is current; acknowledged\n/)
    expect(stdout).not.toContain("no part of the interface")
    expect(stdout.endsWith("Nothing is wrong.\n")).toBe(true)
    expect(status).toBe(0)
  })

  test("for programs, without a finding", async () => {
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
          acknowledged: true,
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
    // The handler says each time that it has not ended, and leaves the request open.
    expect(findings.filter(({ severity }) => severity === "wrong")).toEqual([])
    expect(status).toBe(0)
  })

  test("a key never shows", async () => {
    for (const args of [[], ["--json"]])
      for (const given of [answered, drains])
        expect((await explain(given, args)).stdout).not.toContain("c2VjcmV0LW9mLXRoZS1jaGFybQ")
  })
})

const details = (change: object = {}) => JSON.stringify({ received_hash: SEALED.sent_hash, ...change })
const drain = (change: object = {}) =>
  JSON.stringify({ sent_hash: SEALED.sent_hash, until: "2040-01-01T00:00:00Z", ...change })
const secrets = (change: object = {}) =>
  JSON.stringify({ sent_hash: SEALED.sent_hash, tls_key: { id: "secret:d1gk", revision: 2 }, ...change })
const asks = (more: object, text = request()) => ({ extensions: '["details"]', ...consumer(text, more) })
const gives = (more: object, text: string | undefined = response()) => ({
  extensions: '["details", "drain", "secrets"]',
  ...provider(text, more),
})

const CASES: readonly (Case & { readonly severity: string })[] = [
  {
    what: "details that cannot be read",
    severity: "wrong",
    input: { consumer: asks({}), provider: gives({ details_web: details({ ports: { "443": 0 } }) }) },
    finding: { code: "unreadable", side: "provider", key: "details_web", path: ["ports", "443", "value"] },
    says: "All of it counts as not said; the response holds.",
    state: "answered",
  },
  {
    what: "an outcome that is none",
    severity: "wrong",
    input: {
      consumer: asks({}),
      provider: gives({ details_web: details({ fields: { sticky: { outcome: "perhaps" } } }) }),
    },
    finding: { code: "unreadable", path: ["fields", "sticky", "outcome"] },
    says: "It has to be one of applied, adjusted, ignored.",
  },
  {
    what: "details of another answer",
    severity: "note",
    input: { consumer: asks({}), provider: gives({ details_web: details({ received_hash: "earlier" }) }) },
    finding: { code: "out-of-date", key: "details_web", path: ["received_hash"] },
    says: "This belongs to another text of the response.",
  },
  {
    what: "details without an answer",
    severity: "note",
    input: { consumer: asks({}), provider: { version: "1", details_web: details() } },
    finding: { code: "leftover", key: "details_web" },
    says: "There is no response_web to which this belongs.",
    state: "unanswered",
  },
  {
    what: "details that the consumer does not read",
    severity: "note",
    input: { consumer: consumer(request()), provider: gives({ details_web: details({ drained: true }) }) },
    finding: { code: "not-announced", key: "details_web" },
    says: "The consumer does not say that it understands this (extensions without details).",
  },
  {
    what: "a drain of an earlier text",
    severity: "note",
    input: { consumer: asks({ drain_web: drain({ sent_hash: "earlier" }) }), provider: gives({}) },
    finding: { code: "out-of-date", side: "consumer", key: "drain_web", path: ["sent_hash"] },
    says: "This belongs to another text of the request.",
  },
  {
    what: "a drain until nobody knows when",
    severity: "wrong",
    input: { consumer: asks({ drain_web: drain({ until: "soon" }) }), provider: gives({}) },
    finding: { code: "unreadable", key: "drain_web", path: ["until"] },
    says: "It has to be a time in UTC, like 2026-01-31T12:00:00Z.",
    state: "answered",
  },
  {
    what: "a secret that cannot be read, of this request",
    severity: "wrong",
    input: { consumer: asks({ secrets_web: secrets({ tls_key: { id: "d1gk" } }) }), provider: gives({}) },
    finding: { code: "unreadable", key: "secrets_web", path: ["tls_key", "id"] },
    says: "It has to be the id of a Juju secret",
    state: "unusable",
  },
  {
    what: "a secret of an earlier text",
    severity: "note",
    input: { consumer: asks({ secrets_web: secrets({ sent_hash: "earlier" }) }), provider: gives({}) },
    finding: { code: "out-of-date", key: "secrets_web" },
    says: "It counts as not said.",
    state: "answered",
  },
  {
    what: "a secret for a provider that reads none",
    severity: "open",
    input: { consumer: asks({ secrets_web: secrets() }), provider: provider(response()) },
    finding: { code: "not-announced", key: "secrets_web" },
    says: "It takes the request for one without a private key.",
  },
  {
    what: "a drain of a request that is gone",
    severity: "note",
    input: { consumer: { version: "1", drain_web: drain() }, provider: gives({}, undefined) },
    finding: { code: "leftover", key: "drain_web" },
    says: "There is no request_web to which this belongs.",
  },
  {
    what: "an announcement that is no list",
    severity: "wrong",
    input: { consumer: asks({ extensions: "details" }), provider: gives({}) },
    finding: { code: "unreadable", side: "consumer", key: "extensions" },
    says: "The consumer counts as one that understands nothing but version 1.",
  },
  {
    what: "capabilities that cannot be read",
    severity: "wrong",
    input: { consumer: asks({}), provider: gives({ capabilities: '{"max_ports": "many"}' }) },
    finding: { code: "unreadable", side: "provider", key: "capabilities", path: ["max_ports"] },
    says: "All of it counts as not said.",
  },
  {
    what: "capabilities of a newer library",
    severity: "note",
    input: { consumer: asks({}), provider: gives({ capabilities: '{"quic": true}' }) },
    finding: { code: "unknown-field", key: "capabilities", path: ["quic"] },
    says: "This library does not know it, and passes over it.",
  },
  {
    what: "a request that the capabilities exclude",
    severity: "open",
    input: {
      consumer: asks({}),
      provider: { version: "1", extensions: "[]", capabilities: '{"protocols": ["http"], "public": false}' },
    },
    finding: { code: "excluded", side: "consumer", key: "request_web", path: ["protocol"] },
    says: "The provider says that it cannot do this: only http can be balanced.",
    state: "unanswered",
  },
  {
    what: "capabilities in the consumer's databag",
    severity: "note",
    input: { consumer: asks({ capabilities: "{}" }), provider: gives({}) },
    finding: { code: "foreign-key", side: "consumer", key: "capabilities" },
    says: "Nobody reads it here.",
  },
]

describe("what is wrong, out of date or left over", () => {
  test.each(CASES.map((one) => [one.what, one] as const))(
    "%s",
    async (_what, { input, finding, severity, says, state }) => {
      const { status, findings, requests } = await report(input)
      expect(findings).toContainEqual(expect.objectContaining({ severity, ...finding }))
      expect((await explain(input)).stdout).toContain(says)
      if (state !== undefined) expect(requests[0]?.state).toBe(state)
      expect(status).toBe(severity === "wrong" ? 1 : 0)
    },
  )

  test("what does not count is not said of the request", async () => {
    const { requests } = await report({
      consumer: asks({
        drain_web: drain({ sent_hash: "earlier" }),
        secrets_web: secrets({ sent_hash: "x" }),
      }),
      provider: gives({ details_web: details({ received_hash: "earlier", drained: true }) }),
    })
    expect(requests).toMatchObject([
      { asked: { drainUntil: null, tls: { secret: null } }, answer: { details: null } },
    ])
  })

  test("values of key material in the details are not shown", async () => {
    const fields = { tls_key: { outcome: "adjusted", value: "hidden-by-the-provider", why: "rolled over" } }
    const input = { consumer: asks({}), provider: gives({ details_web: details({ fields }) }) }
    const { stdout } = await explain(input)
    expect(stdout).toContain("field    tls_key: adjusted (rolled over)")
    for (const args of [[], ["--json"]])
      expect((await explain(input, args)).stdout).not.toContain("hidden-by-the-provider")
  })
})

describe("one document beyond version 1 alone", () => {
  test.each([
    [
      "capabilities",
      '{"protocols": ["tcp"], "internal": false}',
      "can      balances tcp; no internal load balancers",
    ],
    ["details", details({ ports: { "443": 8443 } }), "ports    for 443 clients use 8443"],
    ["drain", drain(), "at the latest at 2040-01-01T00:00:00Z"],
    ["secrets", secrets(), "key      in the Juju secret:d1gk, revision 2"],
    ["extensions", '["details", "drain"]', "extends  details, drain"],
  ])("%s is recognised, and can be named", async (as, text, words) => {
    expect((await report(text)).value.document?.as).toBe(as)
    const { stdout, status } = await explain(text, ["--as", as])
    expect([stdout.includes(words), status]).toEqual([true, 0])
    expect(await report("{", "--as", as)).toMatchObject({ status: 1, findings: [{ code: "unreadable" }] })
  })
})
