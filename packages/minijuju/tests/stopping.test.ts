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

test("stopping while a large charm is unpacked: no hook starts, and no file is created again", async () => {
  const ran = join(dir, "ran")
  const charm = await shellCharm(dir, "large", `echo "$JUJU_HOOK_NAME" >>${ran}`, "", {
    large: "x".repeat(150_000_000),
  })
  const written = (pattern: RegExp) =>
    readdirSync(dir, { recursive: true, encoding: "utf8" }).some((path) => pattern.test(path))
  const moments = [
    { what: "the archive, before there is a unit", pattern: /^minijuju-[^/]*\/charms\/[^/]*\/large$/ },
    { what: "a unit's folder", pattern: /\/agents\/.*\/metadata\.yaml$/ },
    { what: "a unit's large file", pattern: /\/agents\/.*\/large$/ },
  ]
  for (const { what, pattern } of moments) {
    const model = await Model.start({ dir, updateStatusIntervalMs: 0 })
    const deployed = model.deploy(charm, { units: 2 }).then(
      () => "deployed",
      (error: Error) => error.message,
    )
    await expect.poll(() => written(pattern), { message: what, interval: 1, timeout: 120_000 }).toBe(true)
    await model.stop()
    expect(await deployed).toBe(what.startsWith("the archive") ? "the model has been stopped" : "deployed")
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(readdirSync(dir).filter((name) => name.startsWith("minijuju-"))).toEqual([])
  }
  expect(existsSync(ran)).toBe(false)
})

test("many models in one process add no listeners to it, of which Node.js would warn", async () => {
  const listeners = process.listenerCount("exit")
  const models = await Promise.all(Array.from({ length: 12 }, () => Model.start({ dir })))
  expect(process.listenerCount("exit")).toBe(listeners)
  await Promise.all(models.map((model) => model.stop()))
  expect(readdirSync(dir)).toEqual([])
})
