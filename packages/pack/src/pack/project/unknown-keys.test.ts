import { expect, test } from "vitest"
import { unknownKeys } from "./unknown-keys.ts"

test.each<[string, object, string]>([
  [
    "charmcraft.yaml",
    { requirs: {} },
    "charmcraft.yaml: requirs is no key of charmcraft or Juju; did you mean `requires`?",
  ],
  ["charmcraft.yaml", { confg: {} }, "confg is no key of charmcraft or Juju; did you mean `config`?"],
  ["charmcraft.yaml", { charm_libs: [] }, "did you mean `charm-libs`?"],
  ["charmcraft.yaml", { Requires: {} }, "did you mean `requires`?"],
  [
    "charmcraft.yaml",
    { frobnicate: 1 },
    "frobnicate is no key of charmcraft or Juju; known are name, display-name, ",
  ],
  [
    "charmcraft.yaml",
    { requires: { db: { interface: "x", optionl: true } } },
    "charmcraft.yaml: requires.db.optionl is ignored; did you mean `optional`?",
  ],
  ["charmcraft.yaml", { config: { option: {} } }, "config.option is ignored; did you mean `options`?"],
  [
    "charmcraft.yaml",
    { config: { options: { port: { type: "int", defualt: 80 } } } },
    "config.options.port.defualt is ignored; did you mean `default`?",
  ],
  [
    "charmcraft.yaml",
    { actions: { run: { parameters: {}, requred: [] } } },
    "actions.run.requred becomes part of the JSON schema of the action's parameters; did you mean `required`?",
  ],
  ["charmcraft.yaml", { platforms: { amd64: { "build-fro": [] } } }, "did you mean `build-for`?"],
  [
    "config.yaml",
    { options: { a: { tpye: "int" } } },
    "config.yaml: options.a.tpye is ignored; did you mean `type`?",
  ],
  [
    "actions.yaml",
    { run: { descripton: "d" } },
    "actions.yaml: run.descripton becomes part of the JSON schema of the action's parameters; did you mean `description`?",
  ],
  ["metadata.yaml", { sumary: "s" }, "metadata.yaml: sumary is ignored; did you mean `summary`?"],
])("%s with %j", (file, value, warning) => {
  expect(unknownKeys(file, value).join("\n")).toContain(warning)
})

test("all keys of charmcraft and Juju are known", () => {
  const endpoints = { db: { interface: "sql", limit: 1, scope: "global", optional: true }, short: "http" }
  expect(
    unknownKeys("charmcraft.yaml", {
      ...{ name: "x", type: "charm", title: "X", summary: "s", description: "d", base: "ubuntu@24.04" },
      ...{ "build-base": "ubuntu@devel", "charm-libs": [{ lib: "a.b", version: "0" }], subordinate: false },
      ...{
        "charm-user": "root",
        assumes: [],
        terms: [],
        extensions: ["flask-framework"],
        bases: [{ name: "x" }],
      },
      ...{
        "extra-bindings": { a: null },
        charmhub: {},
        "adopt-info": "x",
        "package-repositories": [],
        parts: { a: {} },
      },
      requires: endpoints,
      provides: endpoints,
      peers: endpoints,
      platforms: { amd64: null, mine: { "build-on": ["amd64"], "build-for": ["all"] } },
      links: { contact: "c", documentation: "d", issues: "i", source: "s", website: ["w"] },
      analysis: { ignore: { attributes: ["framework"], linters: ["entrypoint"] } },
      storage: { data: { type: "filesystem", multiple: { range: "1-" }, "minimum-size": "1G" } },
      resources: { img: { type: "oci-image", "upstream-source": "x" } },
      containers: { web: { resource: "img", mounts: [{ storage: "data", location: "/" }] } },
      devices: { gpu: { type: "gpu", countmin: 1 } },
      config: { options: { port: { type: "int", default: 80, description: "d" } } },
      actions: {
        run: { description: "d", params: { anyName: {} }, required: [], parallel: true },
        none: null,
        schema: { examples: [], if: {}, $comment: "c", default: {} },
      },
      "x-anchors": {},
    }),
  ).toEqual([])
})

test("metadata.yaml may have any further keys; endpoints, options and actions may have any name", () => {
  expect(
    unknownKeys("metadata.yaml", { mine: 1, base: "x", requires: { requirs: { interface: "x" } } }),
  ).toEqual([])
  expect(unknownKeys("config.yaml", { options: { optons: { type: "int" } } })).toEqual([])
  for (const damaged of [null, [], "text", { requires: [] }, { requires: { db: null } }])
    expect(unknownKeys("charmcraft.yaml", damaged)).toEqual([])
})
