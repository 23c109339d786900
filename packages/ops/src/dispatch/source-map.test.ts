import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { expect, test } from "vitest"
import { mapStack } from "./source-map.ts"

const folder = mkdtempSync(join(tmpdir(), "bundle-"))
const bundle = join(folder, "charm.cjs")
// Line 1, column 0 of the bundle is line 3, column 4 of src/charm.ts.
writeFileSync(
  `${bundle}.map`,
  JSON.stringify({ version: 3, sources: ["src/charm.ts"], names: [], mappings: "AAEI" }),
)

test("places in a bundle become places in its source; others stay", () => {
  const stack = `Error: no\n    at work (${bundle}:1:1)\n    at ${pathToFileURL(bundle)}:1:5\n    at node:internal/x:3:4\n    at /else/where.js:9:9`
  expect(mapStack(stack)).toBe(
    "Error: no\n    at work (src/charm.ts:3:5)\n    at src/charm.ts:3:5\n    at node:internal/x:3:4\n    at /else/where.js:9:9",
  )
})

test("a map that cannot be read leaves the stack as it is", () => {
  writeFileSync(`${bundle}.map`, "not json")
  expect(mapStack(`at ${bundle}:1:1`)).toBe(`at ${bundle}:1:1`)
  writeFileSync(`${bundle}.map`, "{}")
  expect(mapStack(`at ${bundle}:1:1`)).toBe(`at ${bundle}:1:1`)
  rmSync(folder, { recursive: true })
})
