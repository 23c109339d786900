import { answerRecordFor, serializeAnswerRecord } from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { type Case, consumer, provider, request, response, SEALED } from "./explain-bags.ts"
import { explain, report } from "./explain-support.ts"

const OPEN: readonly (Case & { readonly status?: number })[] = [
  {
    what: "a provider that has written nothing",
    input: { consumer: consumer(request()), provider: {} },
    finding: { code: "unanswered", key: "response_web" },
    says: "The provider has not even said which version it speaks.",
    state: "unanswered",
  },
  {
    what: "a consumer that has written no version",
    input: { consumer: consumer(request(), { version: undefined }), provider: {} },
    finding: { code: "unanswered", key: "response_web" },
    says: "The provider does not look at the request before it sees the consumer's version.",
    state: "unanswered",
    status: 1,
  },
  {
    what: "an answer to a request that is gone",
    input: { consumer: { version: "1" }, provider: provider(response()) },
    finding: { code: "leftover", key: "response_web" },
    says: "the request was withdrawn",
    state: "leftover",
  },
  {
    what: "an answer, and a consumer that has not even a version",
    input: { consumer: {}, provider: provider(response()) },
    finding: { code: "answer-without-request" },
    says: "this does not count as a removal; nothing is cleaned up",
    state: "leftover",
  },
  {
    what: "backends that have changed since the answer",
    input: {
      consumer: consumer(request()),
      provider: provider(response(), {
        handled_web: serializeAnswerRecord(answerRecordFor({ ...SEALED, backends: ["10.0.0.1"] }, false)),
      }),
      units: { "web/0": { "ingress-address": "10.0.0.1" }, "web/1": { "ingress-address": "10.0.0.2" } },
    },
    finding: { code: "changed-since", key: "handled_web" },
    says: "the load balancer may send to the backends of before",
    state: "answered",
  },
  {
    what: "a request whose draining the provider has not seen",
    input: {
      consumer: consumer(request(), {
        drain_web: JSON.stringify({ sent_hash: SEALED.sent_hash, until: "2040-01-01T00:00:00Z" }),
      }),
      provider: provider(response(), {
        extensions: '["drain"]',
        handled_web: serializeAnswerRecord(answerRecordFor(SEALED, false)),
      }),
    },
    finding: { code: "changed-since", key: "handled_web" },
    says: "The request has changed since it was answered: its draining",
    state: "answered",
  },
  {
    what: "a request that the provider has deferred",
    input: {
      consumer: consumer(request()),
      provider: provider(response(), {
        handled_web: serializeAnswerRecord({ ...answerRecordFor(SEALED, false), fingerprint: "" }),
      }),
    },
    finding: { code: "changed-since", key: "handled_web" },
    says: "The provider has answered, and deferred what is left to do",
    state: "answered",
  },
  {
    what: "the library's own refusal of a request that is gone",
    input: {
      consumer: { version: "1" },
      provider: provider(
        response({
          address: null,
          error: "unsupported",
          error_message: "The request cannot be used: name: x",
        }),
      ),
    },
    finding: { code: "leftover", key: "response_web" },
    says: "Nothing was made for it.",
    state: "leftover",
  },
  {
    what: "a request that has become unusable since its answer",
    input: { consumer: consumer(request({ backends: ["a; b"] })), provider: provider(response()) },
    finding: { code: "unusable", key: "request_web" },
    says: "a provider with this library leaves alone what it made for the earlier text",
    state: "unusable",
    status: 1,
  },
]

describe("pending requests", () => {
  test.each(OPEN.map((one) => [one.what, one] as const))(
    "%s",
    async (_what, { input, finding, says, state, status: expected = 0 }) => {
      const { status, findings, requests } = await report(input)
      expect(findings).toContainEqual(expect.objectContaining({ severity: "open", ...finding }))
      expect(requests[0]?.state).toBe(state)
      expect((await explain(input)).stdout).toContain(says)
      expect(status).toBe(expected)
    },
  )
})

test("backends equal to those in the answer record are no change, also with a tenth unit", async () => {
  const addresses = Array.from({ length: 11 }, (_, index) => `10.0.0.${index}`)
  const units = Object.fromEntries(
    addresses.map((address, index) => [`web/${index}`, { "ingress-address": address }]),
  )
  const note = serializeAnswerRecord(answerRecordFor({ ...SEALED, backends: addresses }, false))
  const { findings } = await report({
    consumer: consumer(request()),
    provider: provider(response(), { handled_web: note }),
    units,
  })
  expect(findings.map(({ code }) => code)).not.toContain("changed-since")
})

test("the default backends in a record of version 0.1.0 are not compared with units that are not shown", async () => {
  const note = serializeAnswerRecord(answerRecordFor({ ...SEALED, backends: ["10.0.0.1"] }, false))
  const { findings } = await report({
    consumer: consumer(request()),
    provider: provider(response(), { handled_web: note }),
  })
  expect(findings.map(({ code }) => code)).not.toContain("changed-since")
})

test("the record of a revoked response, which version 0.1.0 kept, counts as none: the provider serves again", async () => {
  const note = serializeAnswerRecord(answerRecordFor(SEALED, true))
  const { requests, findings } = await report({
    consumer: consumer(request()),
    provider: provider(undefined, { handled_web: note }),
    units: {},
  })
  expect(requests[0]?.state).toBe("unanswered")
  expect(findings.map(({ code }) => code)).toContain("unanswered")
})

test("what the consumer keeps for itself about a request is no request", async () => {
  const { requests, findings } = await report({
    consumer: { version: "1", acked_web: "[]", declared_web: "i" },
    provider: { version: "1" },
  })
  expect([requests, findings.map(({ code }) => code)]).toEqual([[], ["nothing-asked"]])
})

test("units without an address or with an invalid one are named", async () => {
  const units = {
    "web/0": { "ingress-address": "10.0.0.1" },
    "web/1": {},
    "web/2": { "ingress-address": "10.0.0.1; }" },
  }
  const { stdout } = await explain({ consumer: consumer(request()), provider: provider(undefined), units })
  expect(stdout).toContain("backends the units' own: 10.0.0.1; no address that can be used: web/1, web/2")
  expect(stdout).toContain("check    http to port 6443 /livez, every 1 second, dead after 2 failures")
})

test("hundreds of problems are counted, not listed", async () => {
  const backends = Array.from({ length: 500 }, () => 7)
  const { findings } = await report({ consumer: consumer(request({ backends })) })
  expect(findings.length).toBeLessThan(30)
  expect(findings.map(({ problem }) => problem)).toContain(
    "480 more places of this document are wrong in the same ways.",
  )
})

describe("a single document", () => {
  test.each([
    ["request", request()],
    ["response", response()],
    ["handled", serializeAnswerRecord(answerRecordFor(SEALED, false))],
    ["health-check", '{"protocol": "tcp", "port": 80}'],
  ])("a %s is recognised", async (as, text) => {
    const { value, status } = await report(text)
    expect([value.document?.as, status]).toEqual([as, 0])
    expect((await report(JSON.stringify(text))).value.document?.as).toBe(as)
  })

  test("its fields are there for programs, without key material", async () => {
    const { value } = await report(request({ tls_key: "hidden" }))
    expect(value.document?.value).toMatchObject({ protocol: "tcp", tls: { key: true } })
    expect(value.document?.value).not.toHaveProperty("tls_key")
    expect((await report("[]", "--as", "request")).value.document?.value).toBeNull()
  })

  test("a broken document is explained as the kind that the user names", async () => {
    const { value, status } = await report('{"address": ', "--as", "response")
    expect(value.document).toMatchObject({ as: "response", findings: [{ code: "unreadable", path: [] }] })
    expect(status).toBe(1)
  })
})
