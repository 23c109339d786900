import { expect, test } from "vitest"
import fc from "../../../../suite/fast-check.ts"
import { fromJson, toJson } from "./json-codec.ts"

const through = (value: unknown): unknown => fromJson(JSON.parse(JSON.stringify(toJson(value))))

test("nested maps, sets and dates are restored", () => {
  const value = {
    map: new Map<unknown, unknown>([
      [1, new Set(["a"])],
      ["nested", new Map([["at", new Date(0)]])],
    ]),
    list: [new Map(), null, false, ""],
  }
  expect(through(value)).toEqual(value)
})

test("a key that looks like a marker stays a key", () => {
  for (const value of [
    { $map: [["a", 1]] },
    { $set: [1] },
    { $date: "1970-01-01T00:00:00.000Z" },
    { $$map: [] },
    { $: 1 },
  ])
    expect(through(value)).toEqual(value)
})

test("every JSON value is restored", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(through(value)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test("values that are not data are refused, not lost", () => {
  expect(() => toJson({ call: () => 1 })).toThrow("a function cannot be written down")
})
