import { join } from "node:path"
import { PackError } from "../errors.ts"
import { placeOf } from "./place.ts"

/**
 * Makes esbuild's source map independent of the project's location: sources are named relative to the project's root (`src/charm.ts`),
 * and those of packages by package (`node_modules/@charmkit/ops/src/index.ts`).
 */
export function relocateSourceMap(text: string, dirs: { projectDir: string; outDir: string }): string {
  const map: unknown = JSON.parse(text)
  if (typeof map !== "object" || map === null || !("sources" in map) || !Array.isArray(map.sources)) {
    throw new PackError("bundle", "esbuild's source map has no list of sources")
  }
  const sources = map.sources.map(String).map((source) =>
    // The constants with the content of charm.json.
    /<define:CHARMKIT_(SPEC|DETAILS)>$/.test(source)
      ? "charm.json"
      : placeOf(join(dirs.outDir, source), dirs.projectDir).label,
  )
  // The map is in src/, one folder below the root to which sources are relative.
  return `${JSON.stringify({ ...map, file: "charm.cjs", sourceRoot: "../", sources })}\n`
}
