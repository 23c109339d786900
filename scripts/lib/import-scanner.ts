import { parseSync, Visitor } from "oxc-parser"

/** One `import`, `export … from` or `import(…)` of a file. */
export interface FoundImport {
  readonly specifier: string
  /** Line number, from 1. */
  readonly line: number
  /** Imports types only: `import type … from`, `export type … from`, `import("…").Name`. */
  readonly typeOnly: boolean
}

/**
 * Lists the imports of a TypeScript file, in source order.
 *
 * @throws Error if the text is not valid TypeScript
 */
export function scanImports(source: string, path = "source.ts"): FoundImport[] {
  const { program, errors } = parseSync(path, source)
  if (errors[0] !== undefined) throw new Error(`${path} cannot be read: ${errors[0].message}`)
  const found: { specifier: unknown; start: number; typeOnly: boolean }[] = []
  const add = (from: { start: number; value?: unknown } | null, typeOnly: boolean) => {
    if (from !== null) found.push({ specifier: from.value, start: from.start, typeOnly })
  }
  new Visitor({
    ImportDeclaration: ({ source: from, importKind }) => add(from, importKind === "type"),
    ExportNamedDeclaration: ({ source: from, exportKind }) => add(from, exportKind === "type"),
    ExportAllDeclaration: ({ source: from, exportKind }) => add(from, exportKind === "type"),
    ImportExpression: ({ source: from }) => add(from, false),
    TSImportType: ({ source: from }) => add(from, true),
  }).visit(program)
  return found
    .sort((a, b) => a.start - b.start)
    .flatMap(({ specifier, start, typeOnly }) =>
      typeof specifier === "string" ? [{ specifier, line: lineAt(source, start), typeOnly }] : [],
    )
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length
}
