import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { Changes } from "./changes.ts"

let dir: string
let changes: Changes<string>
const end = new AbortController()
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "changes-"))
  changes = new Changes()
})
afterEach(() => {
  changes.close()
  rmSync(dir, { recursive: true, force: true })
})

const next = async () => (await changes.next(end.signal))?.project

test("many writes are one change", async () => {
  changes.watch("web", dir)
  for (let i = 0; i < 50; i += 1) writeFileSync(join(dir, `file-${i}`), "x")
  expect(await next()).toBe("web")
  changes.add("other")
  expect(await next()).toBe("other")
})

test("installed packages, hidden files and archives are not watched", async () => {
  for (const name of ["node_modules", ".git", "src"]) mkdirSync(join(dir, name))
  changes.watch("web", dir)
  for (const file of ["node_modules/a", ".git/a", ".hidden", "web_all.charm", "charm.ts~"])
    writeFileSync(join(dir, file), "x")
  // A change that is seen, after all those that are not.
  const marker = mkdtempSync(join(tmpdir(), "changes-"))
  changes.watch("marker", marker)
  writeFileSync(join(marker, "file"), "x")
  expect(await next()).toBe("marker")
  writeFileSync(join(dir, "src/charm.ts"), "x")
  expect(await next()).toBe("web")
  rmSync(marker, { recursive: true })
})

test("a folder that is deleted and made again is watched again", async () => {
  mkdirSync(join(dir, "src"))
  changes.watch("web", dir)
  rmSync(join(dir, "src"), { recursive: true })
  expect(await next()).toBe("web")
  mkdirSync(join(dir, "src/deep"), { recursive: true })
  expect(await next()).toBe("web")
  writeFileSync(join(dir, "src/deep/charm.ts"), "x")
  expect(await next()).toBe("web")
})

test("a folder that becomes a file is a change", async () => {
  mkdirSync(join(dir, "src"))
  changes.watch("web", dir)
  rmSync(join(dir, "src"), { recursive: true })
  writeFileSync(join(dir, "src"), "")
  expect(await next()).toBe("web")
})

test("a folder that cannot be watched is a warning", async () => {
  const warnings: string[] = []
  changes = new Changes((project, message) => warnings.push(`${project}: ${message}`))
  const sub = join(dir, "src")
  mkdirSync(sub)
  changes.watch("web", dir)
  vi.spyOn(changes, "watch").mockImplementation(() => {
    throw new Error("too many")
  })
  mkdirSync(join(sub, "deep"))
  expect(await next()).toBe("web")
  expect(warnings).toEqual(["web: too many"])
})

test("waiting ends with the signal, and a folder that does not exist is no error", async () => {
  changes.watch("web", join(dir, "missing"))
  const stop = new AbortController()
  const waiting = changes.next(stop.signal)
  stop.abort()
  expect(await waiting).toBeUndefined()
})
