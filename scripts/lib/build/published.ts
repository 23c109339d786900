import { existsSync } from "node:fs"
import { join } from "node:path"
import { exportsOf, readPackageJson } from "../package-json.ts"
import { packageFolders } from "../source-files.ts"

/** A published package. */
export interface PublishedPackage {
  /** Path from the root of the repository: `packages/ops`. */
  readonly folder: string
  readonly name: string
}

/** Lists the published packages: all folders of `packages/` with an entry. */
export function publishedPackages(root: string): PublishedPackage[] {
  return packageFolders(root)
    .filter((folder) => folder.startsWith("packages/") && existsSync(join(root, folder, "src/index.ts")))
    .map((folder) => ({ folder, name: String(readPackageJson(root, folder).name) }))
}

/** Lists the names that can be imported: `loadbalancer-interface/wire`. */
export function publishedEntries(root: string): string[] {
  return publishedPackages(root).flatMap(({ folder, name }) =>
    exportsOf(readPackageJson(root, folder)).map(([entry]) => name + entry.slice(1)),
  )
}
