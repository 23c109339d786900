import { expect, test } from "vitest"
import { checkImports } from "./check-imports.ts"
import { manifest, scratchRepository } from "./lib/scratch-repository.ts"

const loadbalancer = {
  "packages/loadbalancer/package.json": manifest(".", "./wire"),
  "packages/loadbalancer/src/index.ts": 'export { x } from "./interface/x.ts"\n',
  "packages/loadbalancer/src/wire.ts": 'export { hash } from "./wire/hash.ts"\n',
  "packages/loadbalancer/src/interface/x.ts":
    'import { Framework } from "@charmkit/ops"\nimport { hash } from "../wire/hash.ts"\nexport const x = [Framework, hash]\n',
  "packages/loadbalancer/src/wire/hash.ts":
    'import { createHash } from "node:crypto"\nexport const hash = createHash\n',
}

test("a tree that follows the table has no problems", () => {
  using tree = scratchRepository(loadbalancer)
  expect(checkImports(tree.root)).toEqual([])
})

test("an import against the table is reported with file, line and what is allowed", () => {
  using tree = scratchRepository({
    ...loadbalancer,
    "packages/loadbalancer/src/wire/hash.ts":
      'import { createHash } from "node:crypto"\n\nimport type { x } from "../interface/y.ts"\nexport const hash: typeof x = createHash\n',
    "packages/loadbalancer/src/interface/y.ts": "export const x = 1\n",
  })
  expect(checkImports(tree.root)).toEqual([
    "packages/loadbalancer/src/wire/hash.ts:3 imports ../interface/y.ts; " +
      "packages/loadbalancer/src/wire may import: packages/loadbalancer/src/wire (itself), node:crypto, packages/loadbalancer/src/schema",
  ])
})

test.each([
  ["another package's private file", 'import "../../../ops/src/model/unit.ts"'],
  ["a package of ours that is not in the row", 'import "minijuju"'],
  ["another entry than the one in the row", 'import "@charmkit/ops/hook-tools"'],
  ["an npm package", 'import "zod"'],
  ["a module of Node.js", 'import "node:fs"'],
])("%s is refused", (_, line) => {
  using tree = scratchRepository({
    ...loadbalancer,
    "packages/loadbalancer/src/interface/bad.ts": `${line}\n`,
  })
  expect(checkImports(tree.root)).toEqual([
    expect.stringMatching(/^packages\/loadbalancer\/src\/interface\/bad\.ts:1 imports /),
  ])
})

test("files that import each other are reported, through types too", () => {
  using tree = scratchRepository({
    ...loadbalancer,
    "packages/loadbalancer/src/wire/a.ts": 'import { b } from "./b.ts"\nexport const a = b\n',
    "packages/loadbalancer/src/wire/b.ts": 'import { c } from "./c.ts"\nexport const b = c\n',
    "packages/loadbalancer/src/wire/c.ts": 'import type { a } from "./a.ts"\nexport const c: typeof a = 1\n',
  })
  const wire = "packages/loadbalancer/src/wire"
  expect(checkImports(tree.root)).toEqual([
    `${wire}/a.ts:1 files import each other: ${wire}/a.ts -> ${wire}/b.ts -> ${wire}/c.ts -> ${wire}/a.ts`,
  ])
})

test("types of a folder may be imported where the row says so, values may not", () => {
  const files = (statement: string) => ({
    "packages/ops/package.json": manifest("."),
    "packages/ops/src/index.ts": "export {}\n",
    "packages/ops/src/hook-tools/runner.ts": "export interface Runner { run(): void }\n",
    "packages/ops/src/charm/charm.ts": `${statement} { Runner } from "../hook-tools/runner.ts"\n`,
  })
  using good = scratchRepository(files("import type"))
  using bad = scratchRepository(files("import"))
  expect(checkImports(good.root)).toEqual([])
  expect(checkImports(bad.root)).toHaveLength(1)
})

test("a folder of minijuju may import the levels below it, and none above", () => {
  const src = "packages/minijuju/src"
  using tree = scratchRepository({
    "packages/minijuju/package.json": manifest("."),
    [`${src}/index.ts`]: "export {}\n",
    [`${src}/state/unit.ts`]: 'export type { Model } from "../model/model.ts"\n',
    [`${src}/model/model.ts`]: "export interface Model { name: string }\n",
    [`${src}/cli/status.ts`]: 'export type { Model } from "../model/model.ts"\n',
  })
  expect(checkImports(tree.root)).toEqual([
    expect.stringContaining(`${src}/state/unit.ts:1 imports ../model/model.ts`),
  ])
})

test("a YAML parser reached from what ships in a charm is reported with the chain", () => {
  using tree = scratchRepository({
    "packages/ops/package.json": manifest("."),
    "packages/ops/src/index.ts": 'export { spec } from "./metadata/spec.ts"\n',
    "packages/ops/src/metadata/spec.ts": 'import { parse } from "./yaml.ts"\nexport const spec = parse\n',
    "packages/ops/src/metadata/yaml.ts": 'import { parse } from "yaml"\nexport { parse }\n',
  })
  expect(checkImports(tree.root)).toEqual([
    expect.stringContaining(
      "index.ts -> packages/ops/src/metadata/spec.ts -> packages/ops/src/metadata/yaml.ts",
    ),
  ])
})

test("a folder without a row and a file in src/ that nobody exports are reported", () => {
  using tree = scratchRepository({
    ...loadbalancer,
    "packages/loadbalancer/src/misc/x.ts": "export const x = 1\n",
    "packages/loadbalancer/src/stray.ts": "export const x = 1\n",
  })
  expect(checkImports(tree.root)).toEqual([
    expect.stringContaining("packages/loadbalancer/src/misc has no row in the import table"),
    expect.stringContaining("packages/loadbalancer/src/stray.ts:1 a file directly in src/ is a public entry"),
  ])
})

test("tests may import anything", () => {
  using tree = scratchRepository({
    ...loadbalancer,
    "packages/loadbalancer/src/wire/x.test.ts": 'import "vitest"\n',
  })
  expect(checkImports(tree.root)).toEqual([])
})
