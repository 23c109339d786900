import { existsSync, readFileSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"

/** The origin of a bundled file. */
export interface Place {
  /** The file's npm package; undefined for the project's own files. */
  readonly packageName: string | undefined
  /** Absolute path of the folder with that package's package.json. */
  readonly packageDir?: string
  /** A path that is the same on every machine: `src/charm.ts`, `node_modules/yaml/dist/index.js`. */
  readonly label: string
}

/** `file` and `projectDir` are absolute. Workspace packages count as packages wherever they are. */
export function placeOf(file: string, projectDir: string): Place {
  const packageDir = nearestPackage(dirname(file))
  const inProject = relative(projectDir, file)
  const isOwn = !inProject.startsWith(`..${sep}`) && !inProject.split(sep).includes("node_modules")
  if (isOwn) return { packageName: undefined, label: slashes(inProject) }
  if (!packageDir) return { packageName: undefined, label: slashes(inProject) }
  const label = slashes(join("node_modules", packageDir.name, relative(packageDir.dir, file)))
  return { packageName: packageDir.name, packageDir: packageDir.dir, label }
}

// Skips package.json files without a name, which packages use to set nothing but "type" in a folder.
function nearestPackage(start: string): { dir: string; name: string } | undefined {
  for (let dir = start; ; dir = dirname(dir)) {
    const name = packageName(join(dir, "package.json"))
    if (name !== undefined) return { dir, name }
    if (dir === dirname(dir)) return undefined
  }
}

function packageName(file: string): string | undefined {
  if (!existsSync(file)) return undefined
  const value: unknown = JSON.parse(readFileSync(file, "utf8"))
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string"
    ? value.name
    : undefined
}

function slashes(path: string): string {
  return path.split(sep).join("/")
}
