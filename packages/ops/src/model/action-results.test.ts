import { expect, test } from "vitest"
import { flattenResults } from "./action-results.ts"
import { ModelError } from "./errors.ts"

test("A13: nested objects become dotted keys, strings stay as they are, the rest is JSON", () => {
  expect(
    flattenResults({
      text: "as is",
      db: { host: "h", ports: [1, 2], "v.2": { ok: true } },
      none: null,
      n: 1.5,
      empty: {},
    }),
  ).toEqual({
    text: "as is",
    "db.host": "h",
    "db.ports": "[1,2]",
    "db.v.2.ok": "true",
    none: "null",
    n: "1.5",
  })
})

test.each(["A", "a_b", "-a", "a-", "", "é", "a b", "a=b"])("A13: the key %j is refused", (key) => {
  expect(() => flattenResults({ outer: { [key]: 1 } })).toThrow(ModelError)
  expect(() => flattenResults({ [key]: 1 })).toThrow(`the key "${key}"`)
})

test.each(["a", "0", "a-b", "a.b", "a..b"])("A13: the key %j is allowed", (key) => {
  expect(flattenResults({ [key]: "v" })).toEqual({ [key]: "v" })
})

test("A13: a key that occurs twice after flattening is refused", () => {
  expect(() => flattenResults({ "a.b": 1, a: { b: 2 } })).toThrow('only one of the action\'s results "a.b"')
  expect(() => flattenResults({ a: { b: 2 }, "a.b": 1 })).toThrow('only one of the action\'s results "a.b"')
})

test("a value without JSON text is refused with its key", () => {
  expect(() => flattenResults({ a: { b: () => 1 } })).toThrow(`result "a.b" is function`)
  expect(() => flattenResults({ a: undefined })).toThrow("undefined")
})

test.each([[{ a: 1, "a.b": 2 }], [{ "a.b": 2, a: 1 }], [{ a: { b: { c: 1 } }, "a.b": 2 }]])(
  "a key inside of another key's value is refused, because Juju would drop one of them: %j",
  (results) => {
    expect(() => flattenResults(results)).toThrow(ModelError)
    expect(() => flattenResults(results)).toThrow(
      /^Juju would keep only one of the action's results "(a|a\.b)", nested or with dots$/,
    )
  },
)

test("keys that only begin alike are allowed", () => {
  const results = { a: "1", ab: "2", "a-b": "3", "b.a": "4", "b.ab": "5" }
  expect(flattenResults(results)).toEqual(results)
})
