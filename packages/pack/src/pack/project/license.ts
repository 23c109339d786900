import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { ArchiveEntry } from "../archive/entry.ts"
import { PackError } from "../errors.ts"
import { foldersUpToWorkspace, isWorkspaceRoot } from "./parents.ts"
import type { ProjectFiles } from "./project-files.ts"

export const NO_LICENSE =
  "the charm has no LICENSE; add a file LICENSE with its terms, which Charmhub and charmcraft's linter look for"

/**
 * Returns the project's LICENSE, or the nearest one in a parent folder of the same workspace.
 * @throws PackError in a workspace without one; undefined for a project of its own, which may be private
 */
export async function readLicense(files: ProjectFiles): Promise<ArchiveEntry | undefined> {
  const own = await files.file("LICENSE")
  if (own) return { ...own, mode: 0o644 }
  const folders = foldersUpToWorkspace(files.dir)
  const folder = folders.find((dir) => existsSync(join(dir, "LICENSE")))
  if (folder !== undefined)
    return { path: "LICENSE", content: await readFile(join(folder, "LICENSE")), mode: 0o644 }
  if (!isWorkspaceRoot(folders.at(-1) ?? files.dir)) return undefined
  throw new PackError(
    "license",
    `${files.dir} has no LICENSE, and no folder above it in its workspace has one; add a file LICENSE with the terms of the charm`,
  )
}
