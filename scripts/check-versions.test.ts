import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { checkVersions } from "./check-versions.ts"
import { alignManifests, misalignments } from "./lib/release/align.ts"
import { unsupportedVersions } from "./lib/release/supported-versions.ts"
import { scratchRepository } from "./lib/scratch-repository.ts"

const ROOT = join(import.meta.dirname, "..")

const root = {
  name: "all",
  version: "0.2.0",
  license: "MIT",
  engines: { node: ">=20" },
  workspaces: ["packages/*", "examples/*"],
}
const one = { name: "@own/one", version: "0.1.0", license: "MIT", engines: { node: ">=18" } }
const two = {
  name: "two",
  version: "0.2.0",
  license: "MIT",
  engines: { node: ">=20" },
  dependencies: { "@own/one": "0.1.0", yaml: "2.0.0" },
  peerDependencies: { "@own/one": "0.1.0" },
}
const example = { name: "example", version: "0.2.0", license: "MIT", dependencies: { two: "^0.1.0" } }

test("the version, licence and engines of the root are written to every package.json, and the version to dependencies between packages", () => {
  using tree = scratchRepository({
    "package.json": JSON.stringify(root),
    "packages/one/package.json": JSON.stringify(one),
    "packages/two/package.json": JSON.stringify(two),
    "packages/empty/README.md": "",
    "examples/example/package.json": JSON.stringify(example),
  })
  expect(misalignments(tree.root).map((line) => line.split(",")[0])).toEqual([
    'packages/one/package.json "version" must be "0.2.0"',
    'packages/one/package.json "engines" must be {"node":">=20"}',
    'packages/two/package.json "dependencies" must be {"@own/one":"0.2.0"',
    'packages/two/package.json "peerDependencies" must be {"@own/one":"^0.2.0"}',
    'examples/example/package.json "dependencies" must be {"two":"^0.2.0"}',
  ])
  expect(alignManifests(tree.root)).toEqual([
    "packages/one/package.json",
    "packages/two/package.json",
    "examples/example/package.json",
  ])
  expect(misalignments(tree.root)).toEqual([])
  expect(alignManifests(tree.root)).toEqual([])
  expect(JSON.parse(readFileSync(join(tree.root, "packages/two/package.json"), "utf8"))).toEqual({
    ...two,
    dependencies: { "@own/one": "0.2.0", yaml: "2.0.0" },
    peerDependencies: { "@own/one": "^0.2.0" },
  })
})

/** File, its text, the changed text, and the message that the check reports. */
const changes: [file: string, from: RegExp, to: string, problem: string][] = [
  [".github/workflows/ci.yml", /node: \[20, /, "node: [", "ci.yml says Node.js "],
  ["package.json", /"node": ">=20"/, '"node": ">=22"', "package.json says Node.js 22, but"],
  [
    "packages/pack/src/pack/bundle/banner.ts",
    /MINIMUM_NODE = 20/,
    "MINIMUM_NODE = 18",
    "banner.ts says Node.js 18",
  ],
  ["JUJU_VERSION", /^.*$/m, "3.7.1", "JUJU_VERSION says Juju 3.7, but"],
  [
    "packages/minijuju/src/state/juju-version.ts",
    /"[\d.]+"/,
    '"3.6.1"',
    "juju-version.ts says Juju, as minijuju reports 3.6.1",
  ],
  [
    "suite/bun/package.json",
    /("@oven\/bun-linux-x64": )"[^"]*"/,
    '$1"0.1.2"',
    "suite/bun/package.json says Bun 0.1.2",
  ],
  [
    "interop/python/requirements.txt",
    /^loadbalancer_interface==.*$/m,
    "",
    "does not name a version of Python library",
  ],
  [
    "interop/wheel/requirements.txt",
    /^loadbalancer_interface==.*$/m,
    "loadbalancer_interface==0.1.0",
    "interop/wheel/requirements.txt says Python library",
  ],
  [
    "scripts/lib/build/wheel-metadata.ts",
    /Requires-Python: >=.*/,
    "Requires-Python: >=3.8",
    "says Python, of the package `minijuju` 3.8",
  ],
  ["docs/supported-versions.md", /\| Bun \|/, "| Buns |", 'has no row "Bun"'],
]

test.each(changes)("%s: a version that disagrees with the table is reported", (file, from, to, problem) => {
  using tree = scratchRepository({})
  for (const path of new Set(changes.map(([each]) => each))) cpSync(join(ROOT, path), join(tree.root, path))
  expect(unsupportedVersions(tree.root)).toEqual([])
  const text = readFileSync(join(tree.root, file), "utf8")
  expect(text).toMatch(from)
  writeFileSync(join(tree.root, file), text.replace(from, to))
  expect(unsupportedVersions(tree.root)).toContainEqual(expect.stringContaining(problem))
})

test("this repository has no differences", () => {
  expect(checkVersions(ROOT)).toEqual([])
})
