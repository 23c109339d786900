import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { PackError, reason, systemCode } from "../errors.ts"
import type { ArchiveEntry } from "./entry.ts"

/** Writes the charm's files into an empty or new folder, as Juju would unpack them. */
export async function writeFolder(dir: string, entries: readonly ArchiveEntry[]): Promise<void> {
  try {
    for (const { path, content, mode } of entries) {
      const file = join(dir, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
      // Not an option of writeFile, which the umask would restrict.
      await chmod(file, mode)
    }
  } catch (error) {
    for (const { path } of entries)
      await rm(join(dir, path.split("/")[0] ?? path), { recursive: true, force: true })
    throw new PackError("out-dir", `${dir} cannot be written: ${reason(error)}; choose another folder`, error)
  }
}

/** @throws PackError if the folder is not empty: files of an older charm would become part of this one */
export async function refuseContent(dir: string): Promise<void> {
  let names: string[]
  try {
    names = await readdir(dir)
  } catch (error) {
    if (systemCode(error) === "ENOENT") return
    throw new PackError("out-dir", `${dir} is no folder: ${reason(error)}; choose another one`, error)
  }
  if (names.length > 0)
    throw new PackError("out-dir", `${dir} is not empty; remove it first, or choose another folder`)
}
