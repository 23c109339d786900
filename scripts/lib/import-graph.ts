import { relativeTarget } from "./import-rules.ts"
import type { SourceFile } from "./source-files.ts"

/** File to what it imports: files of this repository by path, other modules by name. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

export function importGraph(files: readonly SourceFile[], only: "all" | "values" = "all"): ImportGraph {
  return new Map(
    files.map(({ path, imports }) => [
      path,
      imports
        .filter(({ typeOnly }) => only === "all" || !typeOnly)
        .map(({ specifier }) => relativeTarget(path, specifier) ?? specifier),
    ]),
  )
}

/** The shortest chain of imports from one file to another, both included; undefined when there is none. */
export function importChain(graph: ImportGraph, from: string, target: string): string[] | undefined {
  const queue: string[][] = [[from]]
  const seen = new Set<string>()
  for (const chain of queue) {
    for (const next of graph.get(chain.at(-1) ?? "") ?? []) {
      if (next === target) return [...chain, next]
      if (seen.has(next)) continue
      seen.add(next)
      queue.push([...chain, next])
    }
  }
  return undefined
}

/** Import cycles: for each cycle its shortest chain, from a file back to itself. */
export function importCycles(graph: ImportGraph): string[][] {
  const cycles: string[][] = []
  const reported = new Set<string>()
  for (const file of graph.keys()) {
    if (reported.has(file)) continue
    const cycle = importChain(graph, file, file)
    if (!cycle) continue
    for (const member of cycle) reported.add(member)
    cycles.push(cycle)
  }
  return cycles
}
