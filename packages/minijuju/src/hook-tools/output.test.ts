import { expect, test } from "vitest"
import { parse } from "yaml"
import { formatValue, goJson } from "./output.ts"

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
  ]
  expect(parse(formatValue({ texts }, "yaml"), { version: "1.1" })).toEqual({ texts })
})
