import { constants, copyFileSync, createWriteStream } from "node:fs"
import { chmod, mkdir, readlink, rm, symlink } from "node:fs/promises"
import { dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { type CharmArchive, withArchive } from "./archive.ts"
import type { ArchiveEntry } from "./zip.ts"

/** A folder with the contents of an archive. Only minijuju reads it; units get copies. */
export interface UnpackedCharm {
  readonly dir: string
  readonly entries: readonly ArchiveEntry[]
}

/**
 * Unpacks an archive into a new folder.
 *
 * @param name the archive's name in errors
 * @throws MinijujuError if it is not a charm, or damaged; parts of it may have been written by then
 */
export function unpackArchive(path: string, dir: string, name?: string): Promise<UnpackedCharm> {
  return withArchive(
    path,
    async (archive) => {
      const { entries } = archive.zip
      await mkdir(dir)
      for (const entry of entries) await writeEntry(archive, entry, join(dir, entry.path))
      return { dir, entries }
    },
    name,
  )
}

async function writeEntry({ zip, links }: CharmArchive, entry: ArchiveEntry, target: string): Promise<void> {
  await mkdir(entry.kind === "folder" ? target : dirname(target), { recursive: true })
  if (entry.kind === "folder") return
  // An archive may contain a path twice: the last entry wins.
  await rm(target, { recursive: true, force: true })
  if (entry.kind === "link") await symlink(links.get(entry.path) ?? "", target)
  else await pipeline(zip.bytes(entry), createWriteStream(target))
}

/**
 * Copies an unpacked charm into a unit's folder. An upgrade deletes the files of the old revision that the new
 * one does not contain, and keeps files that the charm wrote itself (Juju: `charm/bundles`). Returns the paths
 * written.
 */
export async function copyCharm(
  charm: UnpackedCharm,
  dir: string,
  before: readonly string[] = [],
): Promise<string[]> {
  const paths = charm.entries.map(({ path }) => path)
  const now = new Set(paths)
  for (const path of before.filter((old) => !now.has(old)))
    await rm(join(dir, path), { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  for (const entry of charm.entries)
    await copyEntry(entry, join(charm.dir, entry.path), join(dir, entry.path))
  return paths
}

async function copyEntry(entry: ArchiveEntry, source: string, target: string): Promise<void> {
  if (entry.kind === "folder") {
    await mkdir(target, { recursive: true })
    return
  }
  await mkdir(dirname(target), { recursive: true })
  // Replace the file instead of overwriting it: a process of the old revision may still run it.
  await rm(target, { recursive: true, force: true })
  if (entry.kind === "link") {
    await symlink(await readlink(source), target)
    return
  }
  // Copy synchronously: with an asynchronous copy, a hook that another unit starts meanwhile would inherit the
  // file open for writing, and running the file would then fail with "Text file busy". Where the file system
  // supports it, copies share blocks until one is written.
  copyFileSync(source, target, constants.COPYFILE_FICLONE)
  // Juju makes files in hooks/ executable; dispatch needs the mode bit in the archive.
  const hook = /^hooks\/[^/]+$/.test(entry.path) ? 0o100 : 0
  await chmod(target, (entry.mode & 0o777) | hook)
}
