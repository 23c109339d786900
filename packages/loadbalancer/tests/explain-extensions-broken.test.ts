import { describe, expect, test } from "vitest"
import { type Case, consumer, provider, request, response, SEALED } from "./explain-bags.ts"
import { explain, report } from "./explain-support.ts"

const health = (change: object = {}) =>
  JSON.stringify({
    ...{ received_hash: SEALED.sent_hash, reported: "2026-01-31T12:00:00Z" },
    backends: { "10.0.1.0": { state: "down", since: "2026-01-31T11:59:00Z", why: "status 503" } },
    ...change,
  })
const details = (change: object = {}) => JSON.stringify({ received_hash: SEALED.sent_hash, ...change })
const drain = (change: object = {}) =>
  JSON.stringify({ sent_hash: SEALED.sent_hash, until: "2040-01-01T00:00:00Z", ...change })
const secrets = (change: object = {}) =>
  JSON.stringify({
    sent_hash: SEALED.sent_hash,
    tls_key: { id: "secret:d1gk2s7mp25c762r0l8g", revision: 2 },
    ...change,
  })
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
    what: "health that cannot be read",
    severity: "wrong",
    input: { consumer: asks({}), provider: gives({ health_web: health({ reported: "soon" }) }) },
    finding: { code: "unreadable", side: "provider", key: "health_web", path: ["reported"] },
    says: "All of it counts as not said; the response holds.",
    state: "answered",
  },
  {
    what: "health of another answer",
    severity: "note",
    input: { consumer: asks({}), provider: gives({ health_web: health({ received_hash: "earlier" }) }) },
    finding: { code: "out-of-date", key: "health_web", path: ["received_hash"] },
    says: "This belongs to another text of the response.",
  },
  {
    what: "health for a consumer that does not read it",
    severity: "note",
    input: { consumer: asks({}), provider: gives({ health_web: health() }) },
    finding: { code: "not-announced", key: "health_web" },
    says: "(extensions without health)",
  },
  {
    what: "details of another address, which a provider with Python's library leaves behind",
    severity: "note",
    input: {
      consumer: asks({}),
      provider: gives({ details_web: details({ addresses: ["192.0.2.8"], ports: { "443": 8443 } }) }),
    },
    finding: { code: "out-of-date", key: "details_web", path: ["addresses"] },
    says: "This belongs to another text of the response.",
    state: "answered",
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
    input: {
      consumer: consumer(request()),
      provider: gives({ details_web: details({ drained: "2026-01-31T12:00:00Z" }) }),
    },
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
    what: "a request that the capabilities exclude, and that is served all the same",
    severity: "note",
    input: { consumer: asks({}), provider: gives({ capabilities: '{"public": false}' }) },
    finding: { code: "excluded", side: "consumer", key: "request_web", path: ["public"] },
    says: "It has made the load balancer all the same.",
    state: "answered",
  },
  {
    what: "capabilities in the consumer's databag",
    severity: "note",
    input: { consumer: asks({ capabilities: "{}" }), provider: gives({}) },
    finding: { code: "foreign-key", side: "consumer", key: "capabilities" },
    says: "Nobody reads it here.",
  },
]

describe("invalid, stale and leftover extensions", () => {
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

  test("stale extensions are not shown for the request", async () => {
    const { requests } = await report({
      consumer: asks({
        drain_web: drain({ sent_hash: "earlier" }),
        secrets_web: secrets({ sent_hash: "x" }),
      }),
      provider: gives({
        details_web: details({ received_hash: "earlier", drained: "2026-01-31T12:00:00Z" }),
      }),
    })
    expect(requests).toMatchObject([
      { asked: { drainUntil: null, tls: { secret: null } }, answer: { details: null } },
    ])
  })

  test("extensions of a request that cannot be used are shown", async () => {
    const { requests } = await report({
      consumer: asks({ drain_web: drain(), secrets_web: secrets() }, request({ backends: ["a; b"] })),
    })
    const secret = { id: "secret:d1gk2s7mp25c762r0l8g", revision: 2 }
    expect(requests).toMatchObject([
      { state: "unusable", asked: { drainUntil: "2040-01-01T00:00:00Z", tls: { secret } } },
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

describe("a single document of an extension", () => {
  test.each([
    [
      "capabilities",
      '{"protocols": ["tcp"], "internal": false}',
      "can      balances tcp; no internal load balancers",
    ],
    ["details", details({ ports: { "443": 8443 } }), "ports    for 443 clients use 8443"],
    [
      "health",
      health(),
      "backend  10.0.1.0: down since 2026-01-31T11:59:00Z, status 503 (reported 2026-01-31T12:00:00Z)",
    ],
    ["health", health({ backends: {} }), "backend  none is known (reported 2026-01-31T12:00:00Z)"],
    ["drain", drain(), "at the latest at 2040-01-01T00:00:00Z"],
    ["secrets", secrets(), "key      in the Juju secret:d1gk2s7mp25c762r0l8g, revision 2"],
    ["extensions", '["details", "drain"]', "extends  details, drain"],
  ])("%s is recognised, and can be named", async (as, text, words) => {
    expect((await report(text)).value.document).toMatchObject({ as, value: expect.anything() })
    const { stdout, status } = await explain(text, ["--as", as])
    expect([stdout.includes(words), status]).toEqual([true, 0])
    expect(await report("{", "--as", as)).toMatchObject({ status: 1, findings: [{ code: "unreadable" }] })
  })
})
