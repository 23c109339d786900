import { expect, test } from "vitest"
import { JsonValueError } from "./errors.ts"
import { canonicalText, checkJson, deepFreeze, isJsonObject, parseJsonObject } from "./json.ts"

const loop: Record<string, unknown> = {}
loop.self = loop

test.each([
  ["a function", { a: { b: [() => 1] } }, "data.a.b[0]"],
  ["undefined", { a: undefined }, "data.a"],
  ["a Date", { when: new Date(0) }, "data.when"],
  ["a Map", { m: new Map() }, "data.m"],
  ["NaN", { n: Number.NaN }, "data.n"],
  ["a bigint", { n: 1n }, "data.n"],
  ["a symbol", { s: Symbol("x") }, "data.s"],
  ["a hole in an array", { list: Array(1) }, "data.list[0]"],
  ["a value that contains itself", loop, "data.self"],
])("%s is refused with its path", (_name, value, path) => {
  const error = (() => {
    try {
      checkJson(value, "data")
      return undefined
    } catch (caught) {
      return caught
    }
  })()
  expect(error).toBeInstanceOf(JsonValueError)
  expect(error).toMatchObject({ path, code: "json-value" })
})

test("plain values pass, the same object twice too", () => {
  const shared = { n: 1 }
  expect(() => checkJson({ a: shared, b: shared, list: [null, true, "x", 1.5] }, "data")).not.toThrow()
  expect(() => checkJson(Object.create(null), "data")).not.toThrow()
})

test("canonical text does not depend on the order of keys", () => {
  expect(canonicalText({ b: 1, a: { d: [2], c: null } })).toBe(
    canonicalText({ a: { c: null, d: [2] }, b: 1 }),
  )
})

test("only text of an object is parsed as one", () => {
  expect(parseJsonObject('{"a":1}')).toEqual({ a: 1 })
  for (const text of ["[1]", "null", "{", "1"]) expect(parseJsonObject(text)).toBeUndefined()
  expect(isJsonObject({ a: () => 1 })).toBe(false)
})

test("freezing reaches every level", () => {
  const value = deepFreeze({ a: { b: [1] } })
  expect(Object.isFrozen(value.a.b)).toBe(true)
})
