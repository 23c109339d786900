import { expect, test } from "vitest"
import { REQUEST } from "../schema/request.ts"
import { expectation } from "./words.ts"

test("what a field has to be is said in words", () => {
  const words = (field: keyof typeof REQUEST.fields) => expectation(REQUEST.fields[field])
  expect(words("protocol")).toBe("one of tcp, udp, http, https")
  expect(words("public")).toBe("true or false")
  expect(words("port_mapping")).toContain('like {"443": 8443}')
  expect(words("tls_cert")).toMatch(/, or null$/)
  expect(words("health_checks")).toBe("a list, each item a health-check document")
})
