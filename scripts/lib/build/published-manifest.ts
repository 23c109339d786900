import { isObject, type JsonObject, readPackageJson } from "../package-json.ts"

/** The condition under which `exports` name sources. It holds in this repository only. */
const SOURCE_CONDITION = "charmkit-source"

/** Of no use to those who install the package. `private` keeps npm from publishing the folder as it is here. */
const ONLY_HERE = ["private", "devDependencies", "scripts"]

/**
 * The package.json of a tarball: what the package's own says, without sources and what else is only here, and with the addresses of the
 * repository, which stand in the root's package.json alone.
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

/** Where the files of this version can be read: `https://…/blob/v1.2.3`; with `tree`, the folders. */
export function repositoryAddress(root: string, kind: "blob" | "tree"): string {
  const { repository, version } = readPackageJson(root, ".")
  return `${webAddress(repository)}/${kind}/v${version}`
}

/** `git+https://host/owner/name.git` as a browser takes it. */
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
