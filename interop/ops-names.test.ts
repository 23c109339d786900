import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { installedOpsNames } from "./ops-names.ts"
import { pythonMissing } from "./python-packages.ts"

const missing = await pythonMissing()
if (missing !== undefined) console.warn(`SKIPPED 1 test (the names of Python's ops): ${missing}`)

test.skipIf(missing !== undefined)("the recorded names are those of the installed library", async () => {
  const recorded = readFileSync(new URL("./fixtures/ops-names.json", import.meta.url), "utf8")
  expect(
    (await installedOpsNames()).split("\n"),
    "the installed ops has other public names: npm run ops-names, then give each new name a row in docs/ops-names.md",
  ).toEqual(recorded.split("\n"))
})
