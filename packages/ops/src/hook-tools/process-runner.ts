import { spawnSync } from "node:child_process"
import { HookToolError } from "./errors.ts"
import type { HookToolRunner } from "./runner.ts"

export interface ProcessRunnerOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** A tool that takes longer is ended and counts as failed; default 5 minutes. */
  readonly timeoutMs?: number
}

/** Relation data has no limit of its own in Juju 3.6; the document it lives in has 16 MiB. */
const MAX_OUTPUT = 64 * 1024 * 1024

/** Runs hook tools as Juju puts them on the PATH: a process per call. */
export class ProcessRunner implements HookToolRunner {
  readonly #options: ProcessRunnerOptions

  constructor(options: ProcessRunnerOptions = {}) {
    this.#options = options
  }

  run(tool: string, args: readonly string[], stdin?: string): string {
    const { env, cwd, timeoutMs = 300_000 } = this.#options
    const done = spawnSync(tool, [...args], {
      encoding: "utf8",
      maxBuffer: MAX_OUTPUT,
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      ...(env === undefined ? {} : { env }),
      ...(cwd === undefined ? {} : { cwd }),
      // Without input a tool must find an empty stdin, not the charm's own.
      input: stdin ?? "",
    })
    if (done.error === undefined && done.status === 0) return done.stdout
    const stderr = done.error === undefined ? done.stderr : describe(done.error, tool, timeoutMs)
    throw new HookToolError({
      tool,
      args,
      exitCode: done.status ?? 1,
      stderr: stderr || `ended by ${done.signal}`,
    })
  }
}

function describe(error: Error, tool: string, timeoutMs: number): string {
  const code = "code" in error ? error.code : undefined
  if (code === "ENOENT")
    return `there is no "${tool}" on the PATH: hook tools exist only while Juju runs a hook or action`
  if (code === "ETIMEDOUT") return `no answer within ${timeoutMs / 1000} s`
  if (code === "ENOBUFS") return `more than ${MAX_OUTPUT} bytes of output`
  return error.message
}
