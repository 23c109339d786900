import { readFileSync } from "node:fs"
import { text } from "node:stream/consumers"
import { runCli } from "./explain/cli/run.ts"
import type { ParseYaml } from "./explain/input/read-input.ts"

const MAX_WIDTH = 120
const { stdin, stdout, stderr } = process

// A reader that has seen enough (`| head`) is no failure of ours.
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error
  })
}

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: (words) => stdout.write(words),
  stderr: (words) => stderr.write(words),
  readStdin: () => text(stdin),
  readFile: (path) => readFileSync(path, "utf8"),
  loadYaml,
  stdinIsTerminal: stdin.isTTY === true,
  colours: stdout.isTTY === true && stdout.hasColors(),
  // Not wrapped in a pipe, where it is searched.
  width: stdout.isTTY === true ? Math.min(stdout.columns, MAX_WIDTH) : Number.POSITIVE_INFINITY,
})

/** The parser of the package `yaml`, which is no dependency: this library ships inside of charms and brings none. */
async function loadYaml(): Promise<ParseYaml | undefined> {
  try {
    const { parse } = await import("yaml")
    return (yaml) => parse(yaml, { logLevel: "error" })
  } catch {
    return undefined
  }
}
