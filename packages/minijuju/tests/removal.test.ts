import { randomUUID } from "node:crypto"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { deleteModelFolder } from "../src/controller/persistent-model.ts"
import { ModelDir } from "../src/model/model-dir.ts"

let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "mjr-"))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const FILES = 500

function fill(folder: string, files = FILES): void {
  mkdirSync(folder, { recursive: true })
  for (let i = 0; i < files; i += 1) writeFileSync(join(folder, `file-${i}`), "")
}

/** Counts the files of `fill` that still exist, wherever they have been moved. */
function filesLeft(): number {
  const names = readdirSync(parent, { recursive: true, encoding: "utf8" })
  return names.filter((name) => basename(name).startsWith("file-")).length
}

// A call that deletes many files synchronously would block every other hook and command. One that only renames
// the folder returns while all of the files exist.
test("removing a unit with many files does not block other work", async () => {
  const dir = await ModelDir.make(randomUUID(), parent)
  fill(dir.charmDir("app/0"))
  dir.removeUnit("app/0")
  expect(filesLeft()).toBe(FILES)
  expect(existsSync(dir.charmDir("app/0"))).toBe(false)
  await dir.removed()
  expect(readdirSync(dir.path).filter((name) => name.startsWith("."))).toEqual([])
  dir.remove()
})

test("nor does removing an unpacked archive or a whole model", async () => {
  const dir = await ModelDir.make(randomUUID(), parent)
  const archive = join(dir.path, "charms", "a.charm")
  fill(dir.unpackedDir(archive))
  dir.dropUnpacked(archive)
  expect(filesLeft()).toBe(FILES)
  await dir.removed()
  expect(filesLeft()).toBe(0)
  fill(join(dir.path, "agents"))
  const gone = deleteModelFolder(dir.path)
  expect(filesLeft()).toBe(FILES)
  await gone
  expect(readdirSync(parent)).toEqual([])
})

test("the next process completes the removals of a killed one", async () => {
  const path = join(parent, "model")
  fill(join(path, ".gone-0a1b2c3d"), 10)
  const dir = await ModelDir.openPersistent(path, join(parent, "s"))
  await dir.removed()
  expect(readdirSync(path)).not.toContain(".gone-0a1b2c3d")
})
