import { join } from "node:path"
import { PackError } from "../errors.ts"
import { placeOf } from "./place.ts"

/**
 * Rewrites esbuild's map so that it says the same wherever the project lies: sources are named from the project's root
 * (`src/charm.ts`), sources of packages by the package (`node_modules/@charmkit/ops/src/index.ts`).
 */
export function relocateSourceMap(text: string, dirs: { projectDir: string; outDir: string }): string {
  const map: unknown = JSON.parse(text)
  if (typeof map !== "object" || map === null || !("sources" in map) || !Array.isArray(map.sources)) {
    throw new PackError("bundle", "esbuild's source map has no list of sources")
  }
  const sources = map.sources.map(String).map((source) =>
    // The constant that says what charm.json says.
    source.endsWith("<define:CHARMKIT_SPEC>")
      ? "charm.json"
      : placeOf(join(dirs.outDir, source), dirs.projectDir).label,
  )
  // The map lies in src/, one folder below the root that the sources are named from.
  return `${JSON.stringify({ ...map, file: "charm.cjs", sourceRoot: "../", sources })}\n`
}
