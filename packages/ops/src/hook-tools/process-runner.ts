import { accessSync, constants, existsSync } from "node:fs"
import { constants as system } from "node:os"
import { delimiter, join } from "node:path"
import { builtIn } from "./built-in.ts"
import { HookToolError } from "./errors.ts"
import type { HookToolRunner } from "./runner.ts"

/** How the tools are started. */
export interface ProcessRunnerOptions {
  /** The tools' environment, and by its PATH where they are. Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Default: this process's working directory. */
  readonly cwd?: string
  /** A tool that takes longer is killed and counts as failed. Default: no limit, for a resource may take long to download. */
  readonly timeoutMs?: number
}

/** Far above what Juju stores in one place; a bound, so that a runaway tool cannot take all memory. */
const MAX_OUTPUT_BYTES = 256 << 20

/** Runs hook tools as Juju provides them: programs on PATH. Waits for the end of each. */
export class ProcessRunner implements HookToolRunner {
  readonly #options: ProcessRunnerOptions

  constructor(options: ProcessRunnerOptions = {}) {
    this.#options = options
  }

  /** Runs one tool and gives its standard output. */
  run(tool: string, args: readonly string[], stdin = ""): string {
    const fail = (exitCode: number, stderr: string, reason?: string) =>
      new HookToolError({ tool, args, exitCode, stderr, ...(reason !== undefined && { reason }) })
    const withNul = args.findIndex((arg) => arg.includes("\0"))
    if (withNul !== -1)
      throw fail(126, "", `cannot be started: argument ${withNul + 1} holds a NUL character`)

    const { env, cwd, timeoutMs } = this.#options
    const { spawnSync }: typeof import("node:child_process") = builtIn("node:child_process")
    const { status, signal, stdout, stderr, error } = spawnSync(tool, args, {
      input: stdin,
      maxBuffer: MAX_OUTPUT_BYTES,
      killSignal: "SIGKILL",
      ...(env !== undefined && { env: { ...env } }),
      ...(cwd !== undefined && { cwd }),
      ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    })
    const said = stderr?.toString("utf8") ?? ""
    if (error !== undefined && !endedBeforeReading(error, status)) {
      throw fail(...this.#whyNot(tool, error, said))
    }
    if (status === 0) return stdout.toString("utf8")
    if (signal !== null) throw fail(128 + system.signals[signal], said, `was ended by ${signal}`)
    throw fail(status ?? 1, said)
  }

  #whyNot(
    tool: string,
    error: NodeJS.ErrnoException,
    said: string,
  ): [exitCode: number, stderr: string, reason: string] {
    const { env = process.env, cwd, timeoutMs } = this.#options
    switch (error.code) {
      case "ENOENT":
        if (cwd !== undefined && !existsSync(cwd)) {
          return [126, said, `cannot be started: its working directory ${cwd} does not exist`]
        }
        for (const dir of (env.PATH ?? "").split(delimiter)) {
          const file = join(dir, tool)
          if (existsSync(file)) return [126, said, `cannot be started: ${whyNoProgram(file)}`]
        }
        return [127, said, "is not on PATH: Juju provides it to the hooks and actions of a charm"]
      case "ETIMEDOUT":
        return [124, said, `took more than ${timeoutMs} ms and was killed`]
      case "E2BIG":
        return [126, said, "cannot be started: its arguments are too long (128 KiB for one)"]
      case "ENOBUFS":
        return [126, "", `wrote more than ${MAX_OUTPUT_BYTES >> 20} MiB and was killed`]
      default:
        return [126, said, `cannot be started: ${error.message}`]
    }
  }
}

/** "Not found" is also said of the program in a script's first line, and by Bun of files that may not be run. */
function whyNoProgram(file: string): string {
  try {
    accessSync(file, constants.X_OK)
    return `the program that the first line of ${file} names is not there`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A tool may end without having read all of its standard input; its exit code counts all the same. */
function endedBeforeReading(error: NodeJS.ErrnoException, status: number | null): boolean {
  return error.code === "EPIPE" && status !== null
}
