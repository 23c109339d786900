import { describe, expect, test } from "vitest"
import { processorTimeOf } from "../../../../suite/processor-time.ts"
import { MetadataError } from "./errors.ts"
import { parseYaml } from "./yaml.ts"

// Expected values: what Go's yaml.v2 (2.4.0) parses from the same text.
test("plain values have the types that Juju gives them", () => {
  const text = `
a: yes
b: off
c: 0777
d: 12:30
e: 2020-01-01
f: 1_000
g: ~
h: "yes"
k: &shared {p: 1}
l: {<<: *shared, q: 2}
m: 1e3
n.o: 3.6
e1: .
`
  expect(parseYaml(text, "x.yaml")).toEqual({
    a: true,
    b: false,
    c: 511,
    d: "12:30",
    e: "2020-01-01",
    f: 1000,
    g: null,
    h: "yes",
    k: { p: 1 },
    l: { p: 1, q: 2 },
    m: 1000,
    "n.o": 3.6,
    e1: ".",
  })
  expect(parseYaml("", "x.yaml")).toBeNull()
})

test("flow collections may continue at any column, as in Juju", () => {
  const text = `
series: [
jammy,
  noble,
]
a:
  b: [
  1,
  # two
  "t
  wo"
  ]
  c: {
x: [
v]
  }
z: 1
`
  expect(parseYaml(text, "x.yaml")).toEqual({
    series: ["jammy", "noble"],
    a: { b: [1, "t wo"], c: { x: ["v"] } },
    z: 1,
  })
  expect(() => parseYaml("a: [\n1,\nb: 2\n", "x.yaml")).toThrow(MetadataError)
})

describe("mistakes name the file and the place", () => {
  test.each([
    ["a: 1\na: 2\n", "x.yaml: line 2, column 1: Map keys must be unique"],
    ["a:\n  - [\n", "x.yaml: line 3, column 1: "],
    ["a: 1\n---\nb: 2\n", "x.yaml: line 2, column 1: Source contains multiple documents"],
    ["a: !mine x\n", "x.yaml: line 1, column 4: Unresolved tag: !mine"],
    ["a: *nothing\n", "x.yaml: Unresolved alias"],
  ])("%j", (text, message) => {
    expect(() => parseYaml(text, "x.yaml")).toThrow(MetadataError)
    expect(() => parseYaml(text, "x.yaml")).toThrow(message)
  })
})

test("with lastKeyHolds, the last of equal keys holds, as in Juju", () => {
  expect(parseYaml("a: 1\nb: { c: x, c: z }\na: 2\n", "x.yaml", { lastKeyHolds: true })).toEqual({
    a: 2,
    b: { c: "z" },
  })
})

test("a map of 30,000 keys is read in seconds", () => {
  const text = Array.from({ length: 30_000 }, (_, i) => `key${i}: 1\n`).join("")
  const took = processorTimeOf(() => {
    expect(Object.keys(parseYaml(text, "x.yaml") ?? {})).toHaveLength(30_000)
  })
  // With quadratic time, minutes.
  expect(took).toBeLessThan(6_000)
})

test("aliases that expand exponentially are refused", () => {
  const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(", ")}]\n`
  const text = level("a", "x") + level("b", "*a") + level("c", "*b") + level("d", "*c") + level("e", "*d")
  expect(() => parseYaml(text, "x.yaml")).toThrow(MetadataError)
})

test("a number in octal form with an 8 or 9 is text, as in Juju; other numbers stay numbers", () => {
  expect(parseYaml("a: 01182252\nb: 0777\nc: 0.89\nd: 09.5\ne: 90\n", "f")).toEqual({
    a: "01182252",
    b: 0o777,
    c: 0.89,
    d: 9.5,
    e: 90,
  })
})

test.each(["on", "off", "yes", "No", "y", "n", "true", "FALSE"])(
  "with textKeys, the key %s is refused, because Juju reads a boolean; with quotes it is a name",
  (key) => {
    expect(() => parseYaml(`requires:\n  ${key}: x\n`, "f.yaml", { textKeys: true })).toThrow(
      `f.yaml: line 2, column 3: the key ${key} is a boolean in YAML 1.1, not a name: write "${key}":`,
    )
    expect(parseYaml(`a: { "${key}": ${key} }`, "f.yaml", { textKeys: true })).toEqual({
      a: { [key]: expect.any(Boolean) },
    })
    expect(parseYaml(`${key}: 1`, "f.yaml")).toEqual({ [String(/^(on|y|t)/i.test(key))]: 1 })
  },
)

test("below some keys of the document, keys may be booleans even with textKeys, but not duplicates", () => {
  const parse = (text: string) => parseYaml(text, "f", { textKeys: true, exceptBelow: ["parts"] })
  expect(parse("parts: {a: [{Y: 1}, {off: 2}]}\n")).toEqual({ parts: { a: [{ true: 1 }, { false: 2 }] } })
  expect(() => parse("parts: {a: {x: 1, x: 2}}\n")).toThrow("unique")
  for (const text of ["on: {parts: 1}\n", "other: {parts: {on: 1}}\n", "parts: {}\nother: {on: 1}\n"])
    expect(() => parse(text)).toThrow("the key on is a boolean")
})
