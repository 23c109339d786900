import { readFileSync } from "node:fs"
import { text } from "node:stream/consumers"
import type { Surroundings } from "./run.ts"
import { loadYaml } from "./yaml.ts"

const MAX_WIDTH = 120

/** The surroundings of a real process. */
export function ofProcess({ stdin, stdout, stderr }: NodeJS.Process): Surroundings {
  // A reader that has seen enough (`| head`) is no failure of ours.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error
  })
  return {
    stdout: (words) => stdout.write(words),
    stderr: (words) => stderr.write(words),
    readStdin: () => text(stdin),
    readFile: (path) => readFileSync(path, "utf8"),
    loadYaml,
    stdinIsTerminal: stdin.isTTY === true,
    colours: stdout.isTTY === true && stdout.hasColors(),
    // Not wrapped in a pipe, where it is searched.
    width: stdout.isTTY === true ? Math.min(stdout.columns, MAX_WIDTH) : Number.POSITIVE_INFINITY,
  }
}
