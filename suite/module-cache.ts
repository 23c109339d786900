import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Plugin } from "vitest/config"

const ROOT = join(import.meta.dirname, "..")
const FOLDERS = ["packages", "examples", "charms"]

/**
 * Makes Vitest's cache of transformed modules (`experimental.fsModuleCache`) depend on tsconfig.json and on all package.json files of
 * packages. A cached module contains the paths of its imports and what the compiler's options made of it; Vitest compares only the module's own
 * text and its configuration, so it would not notice that an entry of a package has moved or an option has changed.
 */
export function cacheByManifests(): Plugin {
  const hash = createHash("sha256").update(readFileSync(join(ROOT, "tsconfig.json")))
  for (const folder of FOLDERS)
    for (const name of readdirSync(join(ROOT, folder)).sort()) {
      const manifest = join(ROOT, folder, name, "package.json")
      if (existsSync(manifest)) hash.update(readFileSync(manifest))
    }
  const key = hash.digest("hex")
  return {
    name: "cache-by-manifests",
    configureVitest: ({ experimental_defineCacheKeyGenerator }) =>
      experimental_defineCacheKeyGenerator(() => key),
  }
}
