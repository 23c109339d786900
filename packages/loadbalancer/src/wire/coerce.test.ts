import { expect, test } from "vitest"
import { coerceBoolean, coerceInteger } from "./coerce.ts"
import { Float } from "./float.ts"

test.each([
  [8443, 8443],
  [new Float(8443.99), 8443],
  [new Float(-0.5), 0],
  ["+8443", 8443],
  ["-5", -5],
  ["\u00a0 08_443\u2003", 8443],
  ["\u000b1\u0085", 1],
  ["٤٤٣", 443],
  ["𝟙𝟚", 12],
])("%j is an integer", (node, value) => {
  expect(coerceInteger(node)).toEqual({ value })
})

test.each([
  "",
  "_1",
  "1_",
  "1__0",
  "0x10",
  "8443.0",
  "1 2",
  "\ufeff1",
  "\u001c1",
  "\u001f1\u3000",
  "--1",
  true,
  null,
])("%j is none", (node) => {
  expect(coerceInteger(node)).toEqual({ problem: "Not a valid integer." })
})

test("texts with more digits than Python reads are none, however they are padded", () => {
  expect(coerceInteger(`${" ".repeat(100_000)}${"0".repeat(4299)}7 `)).toEqual({ value: 7 })
  expect(coerceInteger(`${"𝟘_".repeat(4299)}𝟙`)).toEqual({ value: 1 })
  for (const text of ["0".repeat(4301), "1".repeat(4301), "1_".repeat(8_000_000), `1${" ".repeat(300_000)}1`])
    expect(coerceInteger(text)).toEqual({ problem: "Not a valid integer." })
})

test.each([
  [9007199254740993n],
  ["9007199254740993"],
  [new Float(1e22)],
  [new Float(Number.POSITIVE_INFINITY)],
])("%s is too large", (node) => expect(coerceInteger(node)).toEqual({ problem: "Number too large." }))

test.each([true, 1, new Float(1), "t", "ON", "Yes", "1"])("%j is true", (node) => {
  expect(coerceBoolean(node)).toEqual({ value: true })
})

test.each([false, 0, new Float(-0), "f", "Off", "NO", "0"])("%j is false", (node) => {
  expect(coerceBoolean(node)).toEqual({ value: false })
})

test.each(["", 2, "tRue", "null", new Float(0.5), null])("%j is neither", (node) => {
  expect(coerceBoolean(node)).toEqual({ problem: "Not a valid boolean." })
})
