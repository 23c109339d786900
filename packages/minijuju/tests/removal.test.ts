import { randomUUID } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { forgetModel } from "../src/daemon/kept-model.ts"
import { ModelDir } from "../src/model/model-dir.ts"

const LIMIT = { timeout: 120_000 }
let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "mjr-"))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

function fill(folder: string, files = 40_000): void {
  mkdirSync(folder, { recursive: true })
  for (let i = 0; i < files; i += 1) writeFileSync(join(folder, String(i)), "")
}

/** How long nothing else can happen while this is called, in milliseconds. */
function blocked(call: () => unknown): number {
  const began = performance.now()
  call()
  return performance.now() - began
}

/** What it takes to remove as many files in one go. */
function removalTime(): number {
  fill(join(parent, "compared"))
  return blocked(() => rmSync(join(parent, "compared"), { recursive: true }))
}

test("removing a unit with 40,000 files stops nothing else", LIMIT, async () => {
  const dir = await ModelDir.make(randomUUID(), parent)
  fill(dir.charmDir("app/0"))
  expect(blocked(() => dir.removeUnit("app/0"))).toBeLessThan(removalTime() / 5)
  expect(existsSync(dir.charmDir("app/0"))).toBe(false)
  await dir.removed()
  expect(readdirSync(dir.path).filter((name) => name.startsWith("."))).toEqual([])
  dir.remove()
})

test("neither does an archive that was unpacked, nor a whole model", LIMIT, async () => {
  const dir = await ModelDir.make(randomUUID(), parent)
  const archive = join(dir.path, "charms", "a.charm")
  fill(dir.unpackedDir(archive))
  expect(blocked(() => dir.dropUnpacked(archive))).toBeLessThan(removalTime() / 5)
  await dir.removed()
  fill(join(dir.path, "agents"))
  let gone: Promise<void> | undefined
  const time = blocked(() => {
    gone = forgetModel(dir.path)
  })
  expect(time).toBeLessThan(removalTime() / 5)
  await gone
  expect(readdirSync(parent)).toEqual([])
})

test("what a killed process was removing is removed by the next one", LIMIT, async () => {
  const path = join(parent, "model")
  fill(join(path, ".gone-0a1b2c3d"), 10)
  const dir = await ModelDir.keep(path, join(parent, "s"))
  await dir.removed()
  expect(readdirSync(path)).not.toContain(".gone-0a1b2c3d")
})
