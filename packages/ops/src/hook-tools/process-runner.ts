import { accessSync, constants, existsSync } from "node:fs"
import { constants as system } from "node:os"
import { delimiter, join } from "node:path"
import { builtIn } from "./built-in.ts"
import { HookToolError } from "./errors.ts"
import type { HookToolRunner } from "./runner.ts"

/** Options of a {@link ProcessRunner}. */
export interface ProcessRunnerOptions {
  /** The tools' environment; its PATH also locates them. Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Default: this process's working directory. */
  readonly cwd?: string
  /** A tool that runs longer is killed and counts as failed. Default: no limit, because downloading a resource may take long. */
  readonly timeoutMs?: number
}

/** Far above what Juju stores in one place. Limits the memory that a faulty tool can use. */
const MAX_OUTPUT_BYTES = 256 << 20

/** Runs hook tools as Juju provides them: a process per call, found on PATH. Waits for its end. */
export class ProcessRunner implements HookToolRunner {
  readonly #options: ProcessRunnerOptions

  constructor(options: ProcessRunnerOptions = {}) {
    this.#options = options
  }

  /** Runs one tool and returns its standard output. */
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
      throw fail(...this.#startFailure(tool, error, said))
    }
    if (status === 0) return stdout.toString("utf8")
    if (signal !== null) throw fail(128 + system.signals[signal], said, `was ended by ${signal}`)
    throw fail(status ?? 1, said)
  }

  #startFailure(
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
          if (existsSync(file)) return [126, said, `cannot be started: ${startFailureReason(file)}`]
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

/** Explains ENOENT for an existing file: a missing interpreter in a script's first line, or, on Bun, a file without execute permission. */
function startFailureReason(file: string): string {
  try {
    accessSync(file, constants.X_OK)
    return `the program that the first line of ${file} names is not there`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Whether a tool ended without reading all of its standard input. Its exit code is valid nevertheless. */
function endedBeforeReading(error: NodeJS.ErrnoException, status: number | null): boolean {
  return error.code === "EPIPE" && status !== null
}
