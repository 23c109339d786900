import { expect, test } from "vitest"
import { negotiateVersion } from "./version.ts"

test.each(["1", " 1 ", "2", "99", "01", "1\n"])("%j is a version", (text) => {
  expect(negotiateVersion(text)).toEqual({ state: "agreed", version: 1 })
})

test.each(["0", "-1", "one", "1.0", "v1", "1e1", "٢", "x".repeat(1000)])("%j is none", (text) => {
  const negotiated = negotiateVersion(text)
  expect(negotiated).toMatchObject({ state: "unusable" })
  expect(JSON.stringify(negotiated).length).toBeLessThan(200)
})

test("no text is no version yet", () => {
  expect(negotiateVersion(undefined)).toEqual({ state: "missing" })
})
