import { describe, expect, test } from "vitest"
import { parseConfig } from "./config.ts"
import { MetadataError } from "./errors.ts"

const parse = (options: unknown) => parseConfig({ options }, "config.yaml")

test("options of every type, with and without default", () => {
  expect(
    parse({
      name: { type: "string", default: "", description: "d" },
      count: { type: "int", default: -3 },
      ratio: { type: "float", default: 1 },
      on: { type: "boolean", default: false },
      password: { type: "secret" },
      unset: { type: "string", default: null },
    }),
  ).toEqual({
    name: { type: "string", default: "", description: "d" },
    count: { type: "int", default: -3 },
    ratio: { type: "float", default: 1 },
    on: { type: "boolean", default: false },
    password: { type: "secret" },
    unset: { type: "string" },
  })
})

test("no options", () => {
  expect(parse(null)).toEqual({})
  expect(parse({})).toEqual({})
  expect(parseConfig(undefined, "config.yaml")).toEqual({})
})

// Archives `config-no-type` and `config-bool-text`: Juju 4.0.15 deploys both.
test("an option without a type is a string; a boolean's default may be a text", () => {
  const options = {
    plain: { default: "true" },
    on: { type: "boolean", default: "true" },
    off: { type: "boolean", default: "F" },
  }
  expect(parseConfig({ options }, "config.yaml")).toEqual({
    plain: { type: "string", default: "true" },
    on: { type: "boolean", default: true },
    off: { type: "boolean", default: false },
  })
})

describe("mistakes name the file, the field and the fix", () => {
  test.each<[unknown, string]>([
    [
      { port: { type: "integer" } },
      'options.port.type: must be one of string, int, float, boolean, secret, not "int',
    ],
    [{ port: "80" }, 'options.port: must be a mapping with a type, not string "80"'],
    [{ port: null }, "options.port: must be a mapping with a type, not nothing"],
    [{ port: { type: "int", default: "8O" } }, 'options.port.default: must be of type int, not string "8O"'],
    [{ port: { type: "int", default: 1.5 } }, "options.port.default: must be of type int, not number 1.5"],
    [{ port: { type: "int", default: true } }, "options.port.default: must be of type int, not boolean true"],
    [{ name: { type: "string", default: 5 } }, "options.name.default: must be of type string, not number 5"],
    [
      { on: { type: "boolean", default: "yes" } },
      'options.on.default: must be of type boolean, not string "yes"',
    ],
    [{ on: { type: "boolean", default: [] } }, "options.on.default: must be of type boolean, not a list"],
    [{ on: { type: "boolean", description: 1 } }, "options.on.description: must be a string, not number 1"],
    ["text", 'options: must be a mapping, not string "text"'],
  ])("%j", (options, message) => {
    expect(() => parse(options)).toThrow(MetadataError)
    expect(() => parse(options)).toThrow(`config.yaml: ${message}`)
  })

  test.each([{ option: {} }, [], "text"])("%j has no options", (value) => {
    expect(() => parseConfig(value, "config.yaml")).toThrow('config.yaml: must hold the key "options"')
  })
})

test("the default of an int may be the text of one, with Go's prefixes", () => {
  const defaults = { a: "80", b: "-5", c: "0x1f", d: "017", e: "0b101", f: "0" }
  const options = Object.entries(defaults).map(([name, value]) => [name, { type: "int", default: value }])
  const parsed = parseConfig({ options: Object.fromEntries(options) }, "config.yaml")
  expect(Object.values(parsed).map((option) => option.default)).toEqual([80, -5, 31, 15, 5, 0])
})
