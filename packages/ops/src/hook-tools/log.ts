import { argumentPieces } from "./argument-pieces.ts"
import type { HookToolRunner } from "./runner.ts"

/** Log levels of juju-log, by rising severity. */
export type JujuLogLevel = "TRACE" | "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL"

/**
 * Writes to the model's log at once. A message that is too long for one argument is split, after a line that says so. An empty message
 * is not sent, because the log would show nothing.
 */
export function jujuLog(runner: HookToolRunner, level: JujuLogLevel, message: string): void {
  if (message === "") return
  const pieces = argumentPieces(message)
  const write = (text: string) => void runner.run("juju-log", ["--log-level", level, "--", text])
  if (pieces.length > 1)
    write(`The next message is too long for one line of the log: ${pieces.length} parts follow`)
  pieces.forEach(write)
}
