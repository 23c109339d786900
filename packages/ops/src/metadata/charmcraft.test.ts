import { expect, test } from "vitest"
import { parseCharmSpec } from "./charm-spec.ts"
import { splitCharmcraft } from "./charmcraft.ts"
import { MetadataError } from "./errors.ts"
import { parseYaml } from "./yaml.ts"

const CHARMCRAFT = `
name: my-charm
type: charm
title: My charm
summary: s
description: d
base: ubuntu@24.04
platforms: {amd64: }
parts: {charm: {plugin: nil}}
package-repositories: [{type: apt, ppa: a/b}]
requires:
  db: {interface: mysql, limit: 1}
assumes: [juju >= 3.6]
config:
  options:
    port: {type: int, default: 80}
actions:
  restart: {description: again}
`

test("the whole charm in charmcraft.yaml", () => {
  const split = splitCharmcraft(parseYaml(CHARMCRAFT, "charmcraft.yaml"), "charmcraft.yaml")
  expect(split).toEqual({
    metadata: {
      name: "my-charm",
      "display-name": "My charm",
      summary: "s",
      description: "d",
      requires: { db: { interface: "mysql", limit: 1 } },
      assumes: ["juju >= 3.6"],
    },
    config: { options: { port: { type: "int", default: 80 } } },
    actions: { restart: { description: "again" } },
    base: "ubuntu@24.04",
    platforms: { amd64: null },
  })
  const spec = parseCharmSpec(split, "charmcraft.yaml")
  expect(spec.metadata.endpoints.db).toMatchObject({ interfaceName: "mysql", limit: 1 })
  expect(spec.config.port?.default).toBe(80)
  expect(Object.keys(spec.actions)).toEqual(["restart"])
})

test("charmcraft.yaml with the build only leaves the charm's other files unchanged", () => {
  const bases = [{ name: "ubuntu", channel: "22.04" }]
  expect(splitCharmcraft({ type: "charm", bases, parts: {} }, "charmcraft.yaml")).toEqual({
    metadata: {},
    bases,
  })
})

test.each<[unknown, string]>([
  [null, "charmcraft.yaml: must hold a mapping"],
  [{ type: "bundle" }, 'charmcraft.yaml: type: must be charm, not "bundle"'],
  [{ title: 5 }, "charmcraft.yaml: title: must be a string, not number 5"],
  [{ bases: "ubuntu" }, "charmcraft.yaml: bases: must be a list"],
  [{ platforms: ["amd64"] }, "charmcraft.yaml: platforms: must be a mapping, not a list"],
])("%j is refused", (value, message) => {
  expect(() => splitCharmcraft(value, "charmcraft.yaml")).toThrow(MetadataError)
  expect(() => splitCharmcraft(value, "charmcraft.yaml")).toThrow(message)
})

test("an error in the charm names the file that contains it", () => {
  const value = { name: "x", summary: "s", description: "d", config: { options: { a: { type: "text" } } } }
  expect(() => parseCharmSpec(splitCharmcraft(value, "charmcraft.yaml"), "charmcraft.yaml")).toThrow(
    "charmcraft.yaml: options.a.type: must be one of string",
  )
})
