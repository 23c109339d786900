import { basename } from "node:path"
import { test as base, expect, vi } from "vitest"
import { OpsTest } from "./ops-test.ts"

// Vitest's default of five seconds is too short: a deployment on a controller takes minutes. This limit is longer than that of a wait,
// whose error names the reason.
vi.setConfig({ testTimeout: 1_200_000, hookTimeout: 1_200_000 })

let started: OpsTest | undefined

/** Vitest's `test` with the fixture `opsTest`, which starts for the first test of the file that uses it. */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures are needed; this one needs none.
  .extend("opsTest", { scope: "file" }, async ({}, { onCleanup }) => {
    const starting = OpsTest.start({ name: modelName(expect.getState().testPath) })
    // Registered before the start, so that a start that times out is cleaned up, too.
    onCleanup(async () => {
      started = undefined
      await (await starting.catch(() => undefined))?.end()
    })
    started = await starting
    return started
  })
  .extend("reportOnFailure", { auto: true }, ({ onTestFailed }) => {
    onTestFailed(async () => {
      if (started !== undefined) console.error(await started.report())
    })
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
