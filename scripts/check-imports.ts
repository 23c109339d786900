import { pathToFileURL } from "node:url"
import { runCheck } from "./lib/command.ts"
import { importChain, importCycles, importGraph } from "./lib/import-graph.ts"
import { judgeImports } from "./lib/import-rules.ts"
import { importTable, neverReached } from "./lib/import-table.ts"
import { hiddenEntries } from "./lib/public-entries.ts"
import { packageFolders, type SourceFile, sourceFiles } from "./lib/source-files.ts"

const help = `
check-imports: checks imports against the project's table (scripts/lib/import-table.ts)

For every file below src/ of packages, examples and charms, except tests, it checks
  - that it imports only what the row of its folder allows
  - that there are no import cycles
  - that a file directly in src/ is a public entry
  - that modules which must not ship in a charm are not reachable from entries that do

Run it from the root of the repository: npx tsx scripts/check-imports.ts
`

export function checkImports(root: string): string[] {
  const packages = packageFolders(root).map((folder) => ({ folder, files: sourceFiles(root, folder) }))
  const files = packages.flatMap((found) => found.files)
  return [
    ...files.flatMap((file) => judgeImports(file, importTable)),
    ...importCycles(importGraph(files)).map(
      (cycle) => `${cycle[0]}:1 files import each other: ${cycle.join(" -> ")}`,
    ),
    ...packages
      .filter(({ folder }) => folder.startsWith("packages/"))
      .flatMap((found) =>
        hiddenEntries(
          root,
          found.folder,
          found.files.map(({ path }) => path),
        ),
      ),
    ...reached(files),
  ]
}

function reached(files: readonly SourceFile[]): string[] {
  const graph = importGraph(files, "values")
  return neverReached.flatMap(({ from, target, because }) => {
    const chain = importChain(graph, from, target)
    return chain ? [`${from}:1 reaches ${target}, but ${because}: ${chain.join(" -> ")}`] : []
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  runCheck({ name: "imports", help, check: checkImports })
}
