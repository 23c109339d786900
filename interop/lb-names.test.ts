import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"
import { covers, notExported, parsePage } from "../packages/ops/tests/names-page.ts"
import { PYTHON_DIR, pythonMissing, pythonPackages } from "./python-packages.ts"

const run = promisify(execFile)

const missing = await pythonMissing()
if (missing !== undefined) console.warn(`SKIPPED 1 suite (names of the Python library): ${missing}`)

const page = readFileSync(new URL("../docs/how-to/move-from-python.md", import.meta.url), "utf8")
const rows = parsePage(page).filter(({ names }) => names.length > 0)

describe.skipIf(missing !== undefined)("the page on moving from Python", () => {
  test("has every public name of loadbalancer_interface", async () => {
    const { stdout } = await run(await pythonPackages(), [join(PYTHON_DIR, "lb_names.py")])
    const installed: unknown = JSON.parse(stdout)
    if (!Array.isArray(installed)) throw new Error("no list")
    const patterns = rows.flatMap(({ names }) => names)
    const unnamed = installed.map(String).filter((name) => !patterns.some((one) => covers(one, name)))
    expect(unnamed).toEqual([])
    expect(installed.length).toBeGreaterThan(50)
  })
})

test("every counterpart on that page is exported", async () => {
  const ours = [...new Set(rows.flatMap((row) => (row.reason === undefined ? row.ours : [])))]
  expect(ours.length).toBeGreaterThan(50)
  // The last one is not: a check that finds nothing wrong would prove nothing.
  const wrong = ["LBProvider.getResponses"]
  expect(await notExported([...ours, ...wrong], ["packages/loadbalancer/src/index.ts"])).toEqual(wrong)
})
