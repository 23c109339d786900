import { readdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { isObject, type JsonObject, readPackageJson } from "../package-json.ts"

/** Fields that every package.json of the repository shares with the root's. */
const SHARED = ["version", "license"]
/** Further fields that published packages share with the root. */
const PUBLISHED = ["engines"]
const DEPENDENCIES = ["dependencies", "devDependencies", "peerDependencies"]

interface AlignedManifest {
  /** Path from the root of the repository. */
  readonly path: string
  readonly is: JsonObject
  /** The text with the root's version, licence and engines, and with that version for dependencies on other packages of the repository. */
  readonly should: JsonObject
}

/** Reads every package.json below the root: its text, and its text aligned with the root's. */
function alignedManifests(root: string): AlignedManifest[] {
  const shared = readPackageJson(root, ".")
  const manifests = workspaceFolders(root, shared).map((folder) => ({
    path: `${folder}/package.json`,
    is: readPackageJson(root, folder),
  }))
  const own = new Set(manifests.map(({ is }) => String(is.name)))
  return manifests.map(({ path, is }) => ({ path, is, should: aligned(path, is, shared, own) }))
}

/** Writes the root's version, licence and engines into every other package.json. Returns the files that were changed. */
export function alignManifests(root: string): string[] {
  const changed = alignedManifests(root).filter(({ is, should }) => text(is) !== text(should))
  for (const { path, should } of changed) writeFileSync(join(root, path), text(should))
  return changed.map(({ path }) => path)
}

/** One line for each field of a package.json that does not agree with the root's. */
export function misalignments(root: string): string[] {
  return alignedManifests(root).flatMap(({ path, is, should }) =>
    Object.keys(should)
      .filter((field) => text(is[field]) !== text(should[field]))
      .map(
        (field) =>
          `${path} "${field}" must be ${JSON.stringify(should[field])}, as the root's package.json says`,
      ),
  )
}

function aligned(path: string, is: JsonObject, shared: JsonObject, own: ReadonlySet<string>): JsonObject {
  const isPublished = path.startsWith("packages/")
  const fields = isPublished ? [...SHARED, ...PUBLISHED] : SHARED
  const versioned = DEPENDENCIES.filter((field) => is[field] !== undefined).map((field) => {
    // Exact, because published packages use entries of each other that may change with every release.
    const isExact = isPublished && field === "dependencies"
    const range = isExact ? String(shared.version) : `^${shared.version}`
    return [field, withRange(is[field], own, range)]
  })
  return {
    ...is,
    ...Object.fromEntries(fields.map((field) => [field, shared[field]])),
    ...Object.fromEntries(versioned),
  }
}

function withRange(dependencies: unknown, own: ReadonlySet<string>, range: string): unknown {
  if (!isObject(dependencies)) return dependencies
  const entries = Object.entries(dependencies)
  return Object.fromEntries(entries.map(([name, stated]) => [name, own.has(name) ? range : stated]))
}

function workspaceFolders(root: string, { workspaces }: JsonObject): string[] {
  const patterns = Array.isArray(workspaces) ? workspaces.map(String) : []
  return patterns.flatMap((pattern) => {
    if (!pattern.endsWith("/*")) return [pattern]
    const names = readdirSync(join(root, dirname(pattern)), { withFileTypes: true })
    return names
      .filter((entry) => entry.isDirectory() && hasManifest(join(root, dirname(pattern), entry.name)))
      .map(({ name }) => `${dirname(pattern)}/${name}`)
      .sort()
  })
}

function hasManifest(folder: string): boolean {
  return readdirSync(folder).includes("package.json")
}

// The format of npm and Biome.
function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
