import { describe, expect, test } from "vitest"
import { parseActions } from "./actions.ts"
import { MetadataError } from "./errors.ts"

test("an action with every field, and one with none", () => {
  const spec = {
    title: "Back up",
    description: "d",
    params: { path: { type: "string" }, level: { type: "integer", default: 1 } },
    required: ["path"],
    additionalProperties: false,
  }
  expect(parseActions({ "back-up": spec, restart: null, "2fa": {} }, "actions.yaml")).toEqual({
    "back-up": spec,
    restart: { params: {}, required: [] },
    "2fa": { params: {}, required: [] },
  })
})

test("no actions", () => {
  expect(parseActions({}, "actions.yaml")).toEqual({})
  expect(parseActions(null, "actions.yaml")).toEqual({})
})

describe("mistakes name the file, the field and the fix", () => {
  test.each<[unknown, string]>([
    [{ Backup: {} }, 'Backup: "Backup" cannot name an action: use lower-case letters, digits and dashes'],
    [{ "a-": {} }, 'a-: "a-" cannot name an action'],
    [{ a_b: {} }, 'a_b: "a_b" cannot name an action'],
    [{ "juju-x": {} }, 'juju-x: "juju-x" is reserved for Juju: choose another name'],
    [{ run: "now" }, 'run: must be a mapping, not string "now"'],
    [{ run: { params: ["path"] } }, "run.params: must be a mapping, not a list"],
    [{ run: { params: { path: "string" } } }, "run.params.path: must be a mapping like { type: string"],
    [{ run: { required: "path" } }, 'run.required: must be a list, not string "path"'],
    [{ run: { required: ["path", 5] } }, "run.required[1]: must be a string, not number 5"],
    [
      { run: { additionalProperties: "no" } },
      'run.additionalProperties: must be true or false, not string "no"',
    ],
    [["run"], "must be a mapping, not a list"],
  ])("%j", (value, message) => {
    expect(() => parseActions(value, "actions.yaml")).toThrow(MetadataError)
    expect(() => parseActions(value, "actions.yaml")).toThrow(`actions.yaml: ${message}`)
  })
})
