// Bundled as the first module of every charm. Makes stack traces name the author's TypeScript files.
//
// `node --enable-source-maps` would do so too, but reads the map at every start. Here it is read when a stack is first used, which a
// successful hook never does.
import { readFileSync, writeSync } from "node:fs"
import { SourceMap, type SourceMapPayload } from "node:module"
import { waitForDebugger } from "./debugging.ts"

const bundle = __filename
/** The file name in stack traces of a charm that was compiled for Bun; Node.js uses absolute paths. */
const COMPILED = "charm.cjs"
let map: SourceMap | undefined

Error.prepareStackTrace = (error, frames) => [header(error), ...frames.map(line)].join("\n    at ")

// Stack traces are formatted while an error is being handled, so nothing below may throw.
function header(error: Error): string {
  try {
    return String(error)
  } catch {
    return "Error"
  }
}

function line(frame: NodeJS.CallSite): string {
  const text = frame.toString()
  const file = frame.getFileName()
  if (file !== bundle && file !== COMPILED) return text
  const [row, column] = [frame.getLineNumber() ?? 1, frame.getColumnNumber() ?? 1]
  const place = sourcePlace(row, column)
  return place === undefined ? text : text.replace(`${file}:${row}:${column}`, place)
}

/** `src/charm.ts:12:5`; undefined without a map, or for generated code. */
function sourcePlace(row: number, column: number): string | undefined {
  try {
    map ??= new SourceMap(readMap(`${bundle}.map`))
    const entry = map.findEntry(row - 1, column - 1)
    if (!("originalSource" in entry) || !entry.originalSource) return undefined
    return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  } catch {
    return undefined
  }
}

function readMap(file: string): SourceMapPayload {
  return JSON.parse(readFileSync(file, "utf8"))
}

// On Bun there is no launcher that could wait, and uncaught errors are formatted with lines of the bundle.
if (process.versions.bun !== undefined) {
  waitForDebugger()
  for (const event of ["uncaughtException", "unhandledRejection"]) {
    process.on(event, (error: unknown) => {
      if (process.listenerCount(event) > 1) return
      writeSync(2, `${error instanceof Error ? error.stack : `Uncaught ${String(error)}`}\n`)
      process.exit(1)
    })
  }
}
