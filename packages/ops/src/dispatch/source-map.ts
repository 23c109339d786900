import { existsSync, readFileSync } from "node:fs"
import { SourceMap, type SourceMapPayload } from "node:module"
import { fileURLToPath } from "node:url"

/**
 * Rewrites the places of a stack trace to those of the source, for files with a source map `FILE.map` beside them.
 * Used on the way to an error report only: reading a map costs more than a hook. Never throws.
 */
export function mapStack(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>()
  return stack.replaceAll(/((?:file:\/\/)?\/[^\s():]+):(\d+):(\d+)/g, (place, file, line, column) => {
    try {
      const path = String(file).startsWith("file:") ? fileURLToPath(String(file)) : String(file)
      if (!maps.has(path)) maps.set(path, readMap(path))
      // Stack traces count from one, source maps from zero.
      const entry = maps.get(path)?.findEntry(Number(line) - 1, Number(column) - 1)
      if (entry === undefined || !("originalSource" in entry)) return place
      return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    } catch {
      return place
    }
  })
}

function readMap(path: string): SourceMap | undefined {
  const file = `${path}.map`
  if (!existsSync(file)) return undefined
  const payload: unknown = JSON.parse(readFileSync(file, "utf8"))
  return isPayload(payload) ? new SourceMap(payload) : undefined
}

function isPayload(value: unknown): value is SourceMapPayload {
  return (
    typeof value === "object" &&
    value !== null &&
    "mappings" in value &&
    typeof value.mappings === "string" &&
    "sources" in value &&
    Array.isArray(value.sources)
  )
}
