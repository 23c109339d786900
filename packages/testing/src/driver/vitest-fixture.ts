import { basename } from "node:path"
import { test as base, expect, vi } from "vitest"
import { OpsTest } from "./ops-test.ts"

// Vitest's five seconds are for functions; on a controller a deployment takes minutes. More than a wait takes, which says why it fails.
vi.setConfig({ testTimeout: 1_200_000, hookTimeout: 1_200_000 })

let started: OpsTest | undefined

/** `test` with `opsTest`, which is started for the first test of the file that asks for it. */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads off the pattern that it needs no other fixture.
  .extend("opsTest", { scope: "file" }, async ({}, { onCleanup }) => {
    const starting = OpsTest.start({ name: modelName(expect.getState().testPath) })
    // Said before it has started: a start that takes too long is ended, too.
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
