import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { NamedCharm } from "./lock-file.ts"
import { archiveOf } from "./write-archive.ts"

/** Folders of charms that come with minijuju, because public test suites deploy them by name. */
const SOURCES = fileURLToPath(new URL("./stand-ins/", import.meta.url))

/** Writes the archives of the charms that come with minijuju into a folder, unless they are there, and returns them. */
export function standIns(folder: string): NamedCharm[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return readdirSync(SOURCES).map((name) => {
    const path = join(folder, `${name}.charm`)
    const archive = archiveOf(join(SOURCES, name))
    if (!isWritten(path, archive)) {
      // Another command may read the old one.
      writeFileSync(`${path}.new`, archive)
      renameSync(`${path}.new`, path)
    }
    return { name, path, revision: 0 }
  })
}

function isWritten(path: string, archive: Buffer): boolean {
  try {
    return readFileSync(path).equals(archive)
  } catch {
    return false
  }
}
