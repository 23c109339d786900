import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type FoundImport, scanImports } from "./import-scanner.ts"

export interface SourceFile {
  /** Path from the root of the repository, with `/`. */
  readonly path: string
  readonly imports: readonly FoundImport[]
}

/** Lists the folders of all packages, examples and charms: `packages/ops`, `examples/lb-consumer`. */
export function packageFolders(root: string): string[] {
  return ["packages", "examples", "charms"].flatMap((group) =>
    readdirOrNothing(join(root, group))
      .filter((name) => existsSync(join(root, group, name, "package.json")))
      .sort()
      .map((name) => `${group}/${name}`),
  )
}

/** Lists the TypeScript files below `src/` of a package, except tests, which may import anything. */
export function sourceFiles(root: string, packageFolder: string): SourceFile[] {
  const src = join(root, packageFolder, "src")
  if (!existsSync(src)) return []
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .sort()
    .map((name) => {
      const path = `${packageFolder}/src/${name}`
      return { path, imports: scanImports(readFileSync(join(root, path), "utf8"), path) }
    })
}

function readdirOrNothing(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
