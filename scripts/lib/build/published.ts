import { existsSync } from "node:fs"
import { join } from "node:path"
import { readPackageJson } from "../package-json.ts"
import { packageFolders } from "../source-files.ts"

/** A package that others install. */
export interface PublishedPackage {
  /** From the root of the repository: `packages/ops`. */
  readonly folder: string
  readonly name: string
}

/** All of them: everything below `packages/` that is not private and has an entry. */
export function publishedPackages(root: string): PublishedPackage[] {
  return packageFolders(root)
    .filter((folder) => folder.startsWith("packages/") && existsSync(join(root, folder, "src/index.ts")))
    .map((folder) => ({ folder, manifest: readPackageJson(root, folder) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({ folder, name: String(manifest.name) }))
}
