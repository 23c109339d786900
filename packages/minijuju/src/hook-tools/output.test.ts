import { expect, test } from "vitest"
import { parse } from "yaml"
import { formatValue, goJson, PlainText } from "./output.ts"

test.each([
  [null, "null\n", "", ""],
  ["", '""\n', '""\n', ""],
  ["a b", '"a b"\n', "a b\n", "a b\n"],
  [true, "true\n", "true\n", "True\n"],
  [false, "false\n", "false\n", "False\n"],
  [["a", "b"], '["a","b"]\n', "- a\n- b\n", "a\nb\n"],
  [[], "[]\n", "[]\n", ""],
  [{ k: "v" }, '{"k":"v"}\n', "k: v\n", "k: v\n"],
  [{}, "{}\n", "{}\n", "{}\n"],
  [3, "3\n", "3\n", "3\n"],
])("%j in JSON, YAML and Juju's own format", (value, json, yaml, smart) => {
  expect(formatValue(value, "json")).toBe(json)
  expect(formatValue(value, "yaml")).toBe(yaml)
  expect(formatValue(value, "smart")).toBe(smart)
})

test("JSON as Go writes it: keys sorted as strings, special characters of HTML escaped", () => {
  expect(
    goJson(
      new Map<string, unknown>([
        ["b", "<&>"],
        ["10", 1],
        ["9", "\u2028"],
        ["__proto__", {}],
      ]),
    ),
  ).toBe('{"10":1,"9":"\\u2028","__proto__":{},"b":"\\u003c\\u0026\\u003e"}')
})

test("strings stay strings for a YAML 1.1 parser", () => {
  const texts = [
    "yes",
    "no",
    "on",
    "off",
    "2026-01-02",
    "12:30:45",
    "0777",
    "01182252",
    "1_000",
    "null",
    "a\tb",
    "true",
    "=",
    "<<",
    "x\u0085y",
    "x\u2028y",
    "x\r\ny",
  ]
  const yaml = formatValue({ texts }, "yaml")
  expect(parse(yaml, { version: "1.1" })).toEqual({ texts })
  // Readers in Python and Go refuse a tab outside of quotes, read = as a value of its own, and break lines at these.
  expect(yaml).toContain('- "a\\tb"\n')
  expect(yaml).toContain('- "="\n')
  expect(yaml).not.toMatch(/[\u0085\u2028\t]/)
})

test("YAML as Go prints it: maps sorted, structs in their order, large numbers with an exponent, lists not indented", () => {
  const struct = {
    z: 1,
    a: new Map<string, unknown>([
      ["n", ["x"]],
      ["b", new PlainText("12:30:00Z")],
    ]),
  }
  expect(formatValue(struct, "yaml")).toBe('z: 1\na:\n  b: 12:30:00Z\n  "n":\n  - x\n')
  const numbers = [999_999, 1_000_000, 12_345_678, -2.5e9, 0.5, 0.00001]
  expect(formatValue(numbers, "yaml")).toBe(
    "- 999999\n- 1e+06\n- 1.2345678e+07\n- -2.5e+09\n- 0.5\n- 1e-05\n",
  )
  expect(formatValue(numbers, "json")).toBe("[999999,1000000,12345678,-2500000000,0.5,0.00001]\n")
  expect(formatValue("one\ntwo", "yaml")).toBe("|-\n  one\n  two\n")
})
