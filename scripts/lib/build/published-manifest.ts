import { isObject, type JsonObject, readPackageJson } from "../package-json.ts"

/** The export condition that selects TypeScript sources. Only used in this repository. */
const SOURCE_CONDITION = "charmkit-source"

/** Fields that are not published. `private` keeps npm from publishing the folder of the repository. */
const ONLY_HERE = ["private", "devDependencies", "scripts"]

/**
 * Returns the package.json of a tarball: the package's own without sources and development fields, and with the addresses of the
 * repository from the root's package.json.
 */
export function publishedManifest(root: string, folder: string): JsonObject {
  const manifest = readPackageJson(root, folder)
  const { bugs, repository } = readPackageJson(root, ".")
  const kept = Object.entries(manifest).filter(([field]) => !ONLY_HERE.includes(field))
  return {
    ...Object.fromEntries(kept),
    homepage: `${repositoryAddress(root, "tree")}/${folder}#readme`,
    bugs,
    repository: { ...(isObject(repository) ? repository : {}), directory: folder },
    exports: withoutSources(manifest.exports),
  }
}

/** Returns the web address of this version's files (`https://…/blob/v1.2.3`) or, with `tree`, folders. */
export function repositoryAddress(root: string, kind: "blob" | "tree"): string {
  const { repository, version } = readPackageJson(root, ".")
  return `${webAddress(repository)}/${kind}/v${version}`
}

/** Converts `git+https://host/owner/name.git` to a web address. */
export function webAddress(repository: unknown): string {
  const address = isObject(repository) ? String(repository.url) : ""
  const [, web] = /^git\+(https:\/\/[^ ]+)\.git$/.exec(address) ?? []
  if (web === undefined) {
    throw new Error('package.json "repository.url" must be "git+https://HOST/OWNER/NAME.git"')
  }
  return web
}

function withoutSources(exports: unknown): unknown {
  if (!isObject(exports)) return exports
  return Object.fromEntries(
    Object.entries(exports)
      .filter(([condition]) => condition !== SOURCE_CONDITION)
      .map(([key, value]) => [key, withoutSources(value)]),
  )
}
