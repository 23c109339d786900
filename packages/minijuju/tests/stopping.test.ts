import { existsSync, readdirSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { shellCharm } from "./shell-charm.ts"

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "mj-"))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

test("stopping while a large charm is unpacked: no hook begins, and no file comes back", async () => {
  const ran = join(dir, "ran")
  const charm = await shellCharm(dir, "large", `echo "$JUJU_HOOK_NAME" >>${ran}`, "", {
    large: "x".repeat(150_000_000),
  })
  for (const delay of [0, 100, 300]) {
    const model = await Model.start({ dir, updateStatusIntervalMs: 0 })
    await model.deploy(charm, { units: 2 })
    await new Promise((resolve) => setTimeout(resolve, delay))
    await model.stop()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(readdirSync(dir).filter((name) => name.startsWith("minijuju-"))).toEqual([])
  }
  expect(existsSync(ran)).toBe(false)
}, 60_000)
