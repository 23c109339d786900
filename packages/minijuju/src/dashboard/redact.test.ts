import { expect, test } from "vitest"
import { redacted } from "./redact.ts"

const KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEsecret\n-----END RSA PRIVATE KEY-----"

test("private keys are left out wherever they stand, also cut or inside JSON", () => {
  expect(redacted("cert", `a\n${KEY}\nb`)).toBe("a\n(private key left out)\nb")
  expect(redacted("cert", JSON.stringify({ pem: KEY, port: 80 }))).toBe(
    '{"pem":"(private key left out)","port":80}',
  )
  expect(redacted("cert", JSON.stringify(JSON.stringify({ deep: [KEY] })))).not.toContain("MIIE")
  expect(redacted("cert", KEY.slice(0, 40))).toBe("(private key left out)")
  expect(redacted("tls_key", KEY)).toBe("(private key left out)")
})

test("what stands under the name of a secret is hidden, at any depth", () => {
  expect(redacted("db-password", "hunter22")).toBe("(hidden: 8 characters)")
  expect(redacted("data", '{"user": "me", "auth": {"Token": "abcdef"}}')).toBe(
    '{"user":"me","auth":{"Token":"(hidden: 6 characters)"}}',
  )
  expect(redacted("data", JSON.stringify(['{"password": "hunter22"}']))).not.toContain("hunter22")
  expect(redacted("secrets", '{"a": ["hunter22", {"b": "hunter23"}]}')).not.toMatch(/hunter/)
  const deep = `${'{"secret":'.repeat(50)}"hunter22"${"}".repeat(50)}`
  expect(redacted("data", deep)).not.toContain("hunter22")
})

test("what is nested as deeply as can be is no harm", () => {
  const deep = `{"password": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`
  expect(redacted("data", deep)).not.toContain("[".repeat(100))
  expect(redacted("data", "[".repeat(200_000))).toBe("[".repeat(200_000))
  expect(redacted("token", "[".repeat(200_000))).toBe("(hidden: 200000 characters)")
})

test("everything else is shown as it is, to the character", () => {
  const texts = [
    "",
    "plain text, a token of respect",
    '{ "a":1.0,\n"b": [2e0, "x"] }',
    '{"use-token": "true", "secret-id": "secret:d8f3kc7mp25c7b2o1mag"}',
    '{"tokens": broken',
    '"a secret"',
  ]
  for (const text of texts) expect(redacted("data", text)).toBe(text)
  expect(redacted("secret-user", "secret:d8f3kc7mp25c7b2o1mag")).toBe("secret:d8f3kc7mp25c7b2o1mag")
  expect(redacted("token-enabled", "true")).toBe("true")
})
