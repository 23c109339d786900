import { basename } from "node:path"
import { test as base, expect, vi } from "vitest"
import { OpsTest } from "./ops-test.ts"

// Vitest's five seconds are for functions; on a controller a deployment takes minutes.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

/** `test` with `opsTest`, which is started for the first test of the file that asks for it. */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads off the pattern that it needs no other fixture.
  .extend("opsTest", { scope: "file" }, async ({}, { onCleanup }) => {
    const opsTest = await OpsTest.start({ name: modelName(expect.getState().testPath) })
    onCleanup(() => opsTest.end())
    return opsTest
  })
  .extend("reportOnFailure", { auto: true }, ({ opsTest, onTestFailed }) => {
    onTestFailed(async () => console.error(await opsTest.report()))
    return undefined
  })

/** `lb-charms.test.ts` → `lb-charms` */
function modelName(testPath = ""): string {
  const name = basename(testPath)
    .replace(/\.(?:test|spec)?\.?[cm]?[jt]sx?$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
  return /^[a-z0-9]/.test(name) ? name : "test"
}
