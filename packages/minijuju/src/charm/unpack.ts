import { constants, copyFileSync, createWriteStream } from "node:fs"
import { chmod, mkdir, readlink, rm, symlink } from "node:fs/promises"
import { dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { type CharmArchive, withArchive } from "./archive.ts"
import type { ArchiveEntry } from "./zip.ts"

/** A folder with all that an archive holds, which nobody but minijuju reads. Units get copies. */
export interface UnpackedCharm {
  readonly dir: string
  readonly entries: readonly ArchiveEntry[]
}

/**
 * Writes what an archive holds into a new folder.
 *
 * @param name what errors call the archive
 * @throws MinijujuError if it is no charm, or damaged; a part of it may have been written then
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
  // An archive may hold a path twice; the last one counts.
  await rm(target, { recursive: true, force: true })
  if (entry.kind === "link") await symlink(links.get(entry.path) ?? "", target)
  else await pipeline(zip.bytes(entry), createWriteStream(target))
}

/**
 * Copies an unpacked charm into a unit's folder. On an upgrade, files of the old revision that the new one lacks go
 * away, what the charm wrote itself stays (juju `charm/bundles`). Returns the paths written.
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
  // Written anew, not over: a process of the old revision may still run the old file.
  await rm(target, { recursive: true, force: true })
  if (entry.kind === "link") {
    await symlink(await readlink(source), target)
    return
  }
  // Not in a thread of its own: a hook of another unit that starts meanwhile would hold the file open for writing for a moment,
  // and whoever runs it then hears "Text file busy". Where the file system can, copies share blocks until one is written to.
  copyFileSync(source, target, constants.COPYFILE_FICLONE)
  // Juju makes files in hooks/ runnable by itself; dispatch needs its bit in the archive.
  const hook = /^hooks\/[^/]+$/.test(entry.path) ? 0o100 : 0
  await chmod(target, (entry.mode & 0o777) | hook)
}
