import { expect, test } from "vitest"
import { DOCUMENTS } from "./documents.ts"
import { expectation } from "./field.ts"

test("what a field has to be is said in words", () => {
  const request = DOCUMENTS.find(({ name }) => name === "request")
  const words = (field: string) => {
    const described = request?.fields[field]
    return described === undefined ? undefined : expectation(described)
  }
  expect(words("protocol")).toBe("one of tcp, udp, http, https")
  expect(words("public")).toBe("true or false")
  expect(words("port_mapping")).toContain('like {"443": 8443}')
  expect(words("tls_cert")).toMatch(/, or null$/)
  expect(words("health_checks")).toBe("a list, each item a health-check document")
})
