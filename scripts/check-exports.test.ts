import { expect, test } from "vitest"
import { checkExports } from "./check-exports.ts"
import { manifest, scratchRepository } from "./lib/scratch-repository.ts"

const good = {
  LICENSE: "terms\n",
  "packages/one/package.json": manifest(".", "./wire"),
  "packages/one/README.md": "# one\n",
  "packages/one/src/index.ts": "export const x = 1\n",
  "packages/one/src/wire.ts": 'export { y } from "./wire/y.ts"\n',
}

test("a package with all its entries, a README and a LICENSE has no problems", () => {
  using tree = scratchRepository(good)
  expect(checkExports(tree.root)).toEqual([])
})

test("a missing entry file, export *, README and LICENSE are reported", () => {
  using tree = scratchRepository({
    "packages/one/package.json": manifest(".", "./wire"),
    "packages/one/src/index.ts": 'export const x = 1\nexport * from "./wire/y.ts"\n',
  })
  expect(checkExports(tree.root)).toEqual([
    'packages/one/src/index.ts:2 says "export *"; list the names',
    'packages/one/package.json exports["./wire"] names packages/one/src/wire.ts, which is not there',
    "packages/one has no README.md",
    "packages/one has no LICENSE, and there is none at the root",
  ])
})

test("an exported file that is not there is reported", () => {
  const { exports } = JSON.parse(manifest("."))
  const files = { "./data/*": "./data/*", "./gone/*": "./gone/*" }
  using tree = scratchRepository({
    ...good,
    "packages/one/package.json": JSON.stringify({ exports: { ...exports, ...files } }),
    "packages/one/data/a.json": "{}",
  })
  expect(checkExports(tree.root)).toEqual([
    'packages/one/package.json exports["./gone/*"] names ./gone/*, which is not there',
  ])
})

test("built files of another name, private sources and no exports at all are reported", () => {
  using tree = scratchRepository({
    ...good,
    "packages/one/package.json": JSON.stringify({
      exports: {
        ".": { "charmkit-source": "./src/index.ts", types: "./dist/main.d.ts", default: "./dist/index.js" },
        "./deep": { "charmkit-source": "./src/wire/y.ts" },
      },
    }),
    "packages/two/package.json": "{}",
    "packages/two/README.md": "# two\n",
  })
  expect(checkExports(tree.root)).toEqual([
    'packages/one/package.json exports["."].types must be ./dist/index.d.ts',
    'packages/one/package.json exports["./deep"] must have "charmkit-source": a file directly in ./src',
    'packages/two/package.json has no "exports"',
  ])
})
