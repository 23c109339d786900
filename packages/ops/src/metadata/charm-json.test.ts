import { expect, test } from "vitest"
import { parseCharmJson, serializeCharmJson } from "./charm-json.ts"
import { MetadataError } from "./errors.ts"

const METADATA = {
  name: "my-charm",
  summary: "s",
  description: "d",
  requires: { db: "mysql" },
  assumes: ["k8s-api"],
}

test("what the packer writes is what the hook reads", () => {
  const text = serializeCharmJson({
    metadata: METADATA,
    config: { options: { port: { type: "int", default: 80 } } },
    actions: { restart: { description: "d" } },
  })
  const { metadata, config, actions } = parseCharmJson(text)
  expect(metadata.endpoints.db?.interfaceName).toBe("mysql")
  expect(config).toEqual({ port: { type: "int", default: 80 } })
  expect(Object.keys(actions)).toEqual(["restart"])
})

test("config and actions may be missing: they are null", () => {
  const text = serializeCharmJson({ metadata: METADATA })
  expect(JSON.parse(text)).toEqual({ metadata: METADATA, config: null, actions: null })
  expect(parseCharmJson(text)).toMatchObject({ config: {}, actions: {} })
})

test.each([
  ["{", "charm.json: is not JSON"],
  ["[]", "charm.json: must hold a mapping: pack the charm again"],
  ["{}", "charm.json: must hold a mapping with name, summary and description"],
  [serializeCharmJson({ metadata: { ...METADATA, name: "" } }), "charm.json: name: is missing"],
])("%s is refused", (text, message) => {
  expect(() => parseCharmJson(text)).toThrow(MetadataError)
  expect(() => parseCharmJson(text)).toThrow(message)
})
