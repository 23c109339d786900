import { requestText } from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { type Case, consumer, provider, request, response, WEB } from "./explain-bags.ts"
import { explain, report } from "./explain-support.ts"

const WRONG: readonly Case[] = [
  {
    what: "a port that is no number",
    input: {
      consumer: consumer(request({ port_mapping: { "443": "https" } })),
      provider: provider(response()),
    },
    finding: {
      code: "unreadable",
      side: "consumer",
      key: "request_web",
      path: ["port_mapping", "443", "value"],
    },
    says: "It has to be a whole number from 1 to 65535. Port of the backends.",
    state: "unusable",
  },
  {
    what: "a health check's port that is no number",
    input: { consumer: consumer(request({ health_checks: [{ protocol: "http", port: [] }] })) },
    finding: { code: "unreadable", path: ["health_checks", "0", "port"] },
    says: "Port of the backend that is tested.",
    state: "unusable",
  },
  {
    what: "a field that is missing",
    input: { consumer: consumer(request({ protocol: undefined })) },
    finding: { code: "unreadable", path: ["protocol"] },
    says: "It is required, and has to be one of tcp, udp, http, https.",
  },
  {
    what: "no JSON",
    input: { consumer: consumer("{'id': 1}") },
    finding: { code: "unreadable", path: [] },
    says: "The text is no JSON, so nothing of it can be used.",
  },
  {
    what: "a list in the place of a document",
    input: { provider: provider("[]") },
    finding: { code: "unreadable", side: "provider", key: "response_web" },
    says: "The text has to be one JSON object.",
    state: "unreadable-answer",
  },
  {
    what: "a backend that would break out of a configuration file",
    input: { consumer: consumer(request({ backends: ["10.0.0.1", "a; b"] })), provider: provider(undefined) },
    finding: { code: "hazard", path: ["backends", "1"] },
    says: "It has to be an IP address or a host name, at most 255 characters.",
    state: "unusable",
  },
  {
    what: "a name that is not the key's",
    input: { consumer: consumer(request({ name: "wob" })), provider: provider(undefined) },
    finding: { code: "name-differs", path: ["name"] },
    says: "Python's provider answers under response_wob, where nobody looks.",
    state: "unusable",
  },
  {
    what: "a field of nobody",
    input: { consumer: consumer(request({ weight: 1 })), provider: provider(undefined) },
    finding: { code: "unknown-field", path: ["weight"] },
    says: "Version 1 has no such field; Python's library refuses the whole document.",
  },
  {
    what: "a request without a hash",
    input: { consumer: consumer(requestText(WEB)), provider: provider(response({ received_hash: null })) },
    finding: { code: "no-hash", path: ["sent_hash"] },
    says: "Without it a current response looks like a stale one, so none counts.",
    state: "stale",
  },
  {
    what: "an answer without address and error",
    input: { consumer: consumer(request()), provider: provider(response({ address: null })) },
    finding: { code: "unreadable", side: "provider", key: "response_web", path: [] },
    says: "A response without an error has to say where the load balancer is.",
    state: "unreadable-answer",
  },
  {
    what: "an error without a reason",
    input: { consumer: consumer(request()), provider: provider(response({ error: "unsupported" })) },
    finding: { code: "unreadable", path: [] },
    says: "A refusal has to give its reason, as words or per field.",
  },
  {
    what: "error_fields of an unknown name",
    input: {
      consumer: consumer(request()),
      provider: provider(response({ error: "unsupported", error_fields: { "hc[0]": "no" } })),
    },
    finding: { code: "unreadable", path: ["error_fields"] },
    says: "The names have to be fields of a request, as they are on the wire.",
  },
  {
    what: "an error by its display text",
    input: {
      consumer: consumer(request()),
      provider: provider(response({ error: "provider error", error_message: "x" })),
    },
    finding: { code: "error-by-display-text", path: ["error"] },
    says: "Python's consumer refuses this answer.",
    state: "refused",
  },
  {
    what: "a version that is no number",
    input: { consumer: consumer(request(), { version: "one" }), provider: provider(undefined) },
    finding: { code: "version", side: "consumer", key: "version" },
    says: "The version is not a whole number of 1 or more.",
    state: "unanswered",
  },
  {
    what: "requests without a version",
    input: { consumer: consumer(request(), { version: undefined }), provider: provider(undefined) },
    finding: { code: "no-version", side: "consumer" },
    says: "Python's library ignores the relation without it.",
  },
  {
    what: "two requests of one id",
    input: {
      consumer: consumer(request(), { request_api: request({ name: "api" }) }),
      provider: provider(undefined),
    },
    finding: { code: "same-id", key: "request_web", path: ["id"] },
    says: "Python's providers tell requests apart by it",
  },
  {
    what: "a note that cannot be read",
    input: { consumer: consumer(request()), provider: provider(response(), { handled_web: "{}" }) },
    finding: { code: "unreadable-note", side: "provider", key: "handled_web", path: ["fingerprint"] },
    says: "It is required, and has to be an MD5 in lower-case hexadecimal, or empty.",
    state: "answered",
  },
]

describe("problems and their paths", () => {
  test.each(WRONG.map((one) => [one.what, one] as const))(
    "%s",
    async (_what, { input, finding, says, state }) => {
      const { status, findings, requests } = await report(input)
      expect(findings).toContainEqual(expect.objectContaining({ severity: "wrong", ...finding }))
      if (state !== undefined) expect(requests.find(({ name }) => name === "web")?.state).toBe(state)
      const text = await explain(input)
      expect(text.stdout).toContain(says)
      expect(text.stdout).toContain("WRONG")
      expect([status, text.status]).toEqual([1, 1])
    },
  )
})

test("a value that nobody should write, and that the engine tolerates, is noted", async () => {
  const checks = [{ protocol: "http", port: 6443, interval: 0 }]
  const { status, findings } = await report({ consumer: consumer(request({ health_checks: checks })) })
  expect(findings).toContainEqual(
    expect.objectContaining({ severity: "note", code: "unusual", path: ["health_checks", "0", "interval"] }),
  )
  expect(status).toBe(0)
})

test("error_fields are an error, also with an earlier address", async () => {
  const refusal = response({ error_fields: { public: "only internal ones" } })
  const { requests } = await report({ consumer: consumer(request()), provider: provider(refusal) })
  expect(requests[0]).toMatchObject({ state: "refused", answer: { error: "unsupported", address: null } })
})
