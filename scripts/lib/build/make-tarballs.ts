import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { isObject } from "../package-json.ts"
import { fillPackages } from "./fill-packages.ts"

export interface Tarball {
  /** Name of the package on npm. */
  readonly name: string
  /** Absolute path of the tarball. */
  readonly file: string
  /** Paths of its files, from the package's folder. */
  readonly contents: readonly string[]
}

/** Builds and packs every published package into `folder`. Nothing is written into the repository. */
export async function makeTarballs(root: string, folder: string): Promise<Tarball[]> {
  mkdirSync(folder, { recursive: true })
  const staging = mkdtempSync(join(tmpdir(), "charmkit-tarballs-"))
  try {
    cpSync(join(root, "packages"), join(staging, "packages"), {
      recursive: true,
      filter: (path) => !NOT_PACKED.test(relative(root, path)),
    })
    const packages = await fillPackages(root, staging)
    return pack(
      packages.map((published) => join(staging, published.folder)),
      folder,
    )
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

const NOT_PACKED = /^packages\/[^/]+\/(?:src|tests|dist|charms|node_modules)(?:\/|$)/

/** Packs all folders by one call of npm, whose start takes longer than packing. */
function pack(packageFolders: readonly string[], folder: string): Tarball[] {
  // Skips the prepack scripts, which would repeat the build.
  const args = ["pack", ...packageFolders, "--json", "--ignore-scripts", "--pack-destination", folder]
  const result = spawnSync("npm", args, { cwd: folder, encoding: "utf8" })
  if (result.status !== 0)
    throw new Error(`npm pack: ${result.error?.message ?? result.stdout + result.stderr}`)
  return readReport(JSON.parse(result.stdout), folder)
}

// npm 10 and 11 print a list; newer versions an object with the package names as keys.
function readReport(report: unknown, folder: string): Tarball[] {
  const all: unknown[] = isObject(report) ? Object.values(report) : Array.isArray(report) ? report : []
  return all.map((packed) => {
    if (!isObject(packed) || !Array.isArray(packed.files))
      throw new Error("npm pack printed no list of files")
    return {
      name: String(packed.name),
      file: join(folder, String(packed.filename)),
      contents: packed.files.map((file: unknown) => (isObject(file) ? String(file.path) : "")),
    }
  })
}
