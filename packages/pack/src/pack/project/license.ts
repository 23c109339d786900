import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { ArchiveEntry } from "../archive/entry.ts"
import { PackError } from "../errors.ts"
import { foldersUpToWorkspace } from "./parents.ts"
import type { ProjectFiles } from "./project-files.ts"

/** Returns the project's LICENSE, or the nearest one in a parent folder of the same workspace. */
export async function readLicense(files: ProjectFiles): Promise<ArchiveEntry> {
  const own = await files.file("LICENSE")
  if (own) return { ...own, mode: 0o644 }
  const folder = foldersUpToWorkspace(files.dir).find((dir) => existsSync(join(dir, "LICENSE")))
  if (folder === undefined) {
    throw new PackError(
      "license",
      `${files.dir} has no LICENSE, and no folder above it in its workspace has one; add a file LICENSE with the terms of the charm`,
    )
  }
  return { path: "LICENSE", content: await readFile(join(folder, "LICENSE")), mode: 0o644 }
}
