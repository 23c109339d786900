import { expect, test } from "vitest"
import { redacted } from "./redact.ts"

const REQUEST = {
  algorithm: ["roundrobin"],
  backends: ["192.0.2.5", "2001:db8::5", "web-1.example.com"],
  health_checks: [{ interval: 30, path: "/health", port: 8080, protocol: "http", retries: 3 }],
  id: "6f3b1c0e9d8a4b7c",
  ingress_address: null,
  name: "web-1",
  port_mapping: { "443": 8443 },
  protocol: "https",
  public: true,
  sent_hash: "78f94070fee9c013ce39cbfb5cd4eb3f",
  sticky: false,
}

test.each([
  ["version", "1"],
  ["ingress-address", "192.0.2.5"],
  ["egress-subnets", "192.0.2.0/24,2001:db8::/32"],
  ["private-address", "web-1.example.com"],
  ["request_web-1", JSON.stringify(REQUEST)],
  ["acked_web-1", "78f94070fee9c013ce39cbfb5cd4eb3f"],
  ["extensions", '["details","drain","secrets"]'],
  ["drain_web", '{"sent_hash":"78f94070fee9c013ce39cbfb5cd4eb3f","until":"2026-01-31T12:00:00Z"}'],
  ["capabilities", '{"algorithms":{"round-robin":[],"source-ip":["source"]},"port_ranges":[[1024,65535]]}'],
  ["response_web", '{"address":null,"error":"unsupported","error_fields":{"backends":"Not a valid list."}}'],
  ["message", "the token has expired"],
  ["anything", "secret:d8f3kc7mp25c7b2o1mag"],
  ["secret-user", "secret:d8f3kc7mp25c7b2o1mag"],
  ["token-enabled", "true"],
  ["port", "8080"],
  ["anything", ""],
])("%s: what is known to be harmless is shown as it is", (key, value) => {
  expect(redacted(key, value)).toBe(value)
})

test("everything else is hidden, and JSON keeps its structure", () => {
  expect(redacted("data", "plain text")).toBe("(hidden: 10 characters)")
  expect(redacted("data", '{"port": 80, "auth": {"Token": "abcdef", "pin": 42}}')).toBe(
    '{"port":80,"auth":{"Token":"(hidden: 6 characters)","pin":"(hidden: 2 characters)"}}',
  )
  expect(redacted("request_web", JSON.stringify({ ...REQUEST, tls_key: "-----BEGIN KEY" }))).toBe(
    JSON.stringify({ ...REQUEST, tls_key: "(hidden: 14 characters)" }),
  )
  const secrets = {
    sent_hash: REQUEST.sent_hash,
    tls_key: { id: "secret:d8f3kc7mp25c7b2o1mag", revision: 3 },
  }
  expect(redacted("secrets_web", JSON.stringify(secrets))).toContain('"id":"secret:d8f3kc7mp25c7b2o1mag"')
  expect(redacted("data", JSON.stringify({ k9aGVsbG8gd29ybGQhIDEyMzQ1: 1 }))).toBe(
    '{"(hidden name 1)":"(hidden: 1 characters)"}',
  )
  expect(redacted("secret-id", "secret:hunter22")).toBe("(hidden: 15 characters)")
})

test("extremely deep nesting does no harm", () => {
  const deep = `{"password": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`
  expect(redacted("data", deep).length).toBeLessThan(1_000)
  expect(redacted("data", "[".repeat(200_000))).toBe("(hidden: 200000 characters)")
  const secret = `${'{"secret":'.repeat(50)}"hunter22"${"}".repeat(50)}`
  expect(redacted("data", secret)).not.toContain("hunter22")
})
