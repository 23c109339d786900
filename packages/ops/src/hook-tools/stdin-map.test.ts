import { expect, test } from "vitest"
import { parse } from "yaml"
import fc from "../../../../suite/fast-check.ts"
import { stdinMap } from "./stdin-map.ts"

const NOT_AS_IT_IS = ["\u0085", "\u009f", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "\u007f"]
const ODD = [...NOT_AS_IT_IS, "\n", "\t", "é", "😀", "<<"]

test("YAML and JSON parsers read what was written", () => {
  const text = fc
    .array(fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: "grapheme" })))
    .map((parts) => parts.join(""))
  const entries = fc.array(
    fc.tuple(
      text.map((key) => key.slice(0, 200)),
      text,
    ),
  )
  fc.assert(
    fc.property(entries, (pairs) => {
      const map = Object.fromEntries(pairs.filter((pair) => !/\p{Surrogate}/u.test(pair.join("\n"))))
      expect(JSON.parse(stdinMap(map))).toEqual(map)
      expect(parse(stdinMap(map), { version: "1.1", merge: false })).toEqual(map)
    }),
  )
})

test("characters that YAML 1.1 forbids or treats as line breaks are escaped", () => {
  const written = [...stdinMap({ "\u0085": ODD.join("") })]
  expect(written.filter((character) => character < " " || NOT_AS_IT_IS.includes(character))).toEqual([])
})

test("half of a surrogate pair becomes the replacement character", () => {
  expect(stdinMap({ a: "x\ud800y", "\udc00": "" })).toBe('{"a":"x\ufffdy","\ufffd":""}')
})
