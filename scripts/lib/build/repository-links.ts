import { existsSync, statSync } from "node:fs"
import { join, posix } from "node:path"
import { mapLinks } from "../markdown-links.ts"
import { repositoryAddress } from "./published-manifest.ts"

/**
 * Rewrites a Markdown text for the tarball: links to files that are not packed lead to this version's files in the repository.
 *
 * @param path path of the text, from the root of the repository
 * @param isPacked whether a path from the package's folder is in the tarball
 */
export function withRepositoryLinks(
  root: string,
  path: string,
  text: string,
  isPacked: (path: string) => boolean,
): string {
  const packageFolder = path.split("/").slice(0, 2).join("/")
  return mapLinks(text, (target) => {
    if (isAbsolute(target)) return target
    const [file = "", anchor] = target.split("#")
    const place = posix.join(posix.dirname(path), file).replace(/\/$/, "")
    const inPackage = posix.relative(packageFolder, place)
    if (file === "" || (!inPackage.startsWith("..") && isPacked(inPackage))) return target
    const isFolder = existsSync(join(root, place)) && statSync(join(root, place)).isDirectory()
    const address = `${repositoryAddress(root, isFolder ? "tree" : "blob")}/${place}`
    return anchor === undefined ? address : `${address}#${anchor}`
  })
}

export function isAbsolute(target: string): boolean {
  return /^[a-z][a-z+.-]*:/i.test(target)
}
