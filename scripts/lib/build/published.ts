import { existsSync } from "node:fs"
import { join } from "node:path"
import { exportsOf, readPackageJson } from "../package-json.ts"
import { packageFolders } from "../source-files.ts"

/** A package that others install. */
export interface PublishedPackage {
  /** From the root of the repository: `packages/ops`. */
  readonly folder: string
  readonly name: string
}

/** All of them: everything below `packages/` that has an entry. */
export function publishedPackages(root: string): PublishedPackage[] {
  return packageFolders(root)
    .filter((folder) => folder.startsWith("packages/") && existsSync(join(root, folder, "src/index.ts")))
    .map((folder) => ({ folder, name: String(readPackageJson(root, folder).name) }))
}

/** What of them can be imported: `loadbalancer-interface/wire`. */
export function publishedEntries(root: string): string[] {
  return publishedPackages(root).flatMap(({ folder, name }) =>
    exportsOf(readPackageJson(root, folder)).map(([entry]) => name + entry.slice(1)),
  )
}
