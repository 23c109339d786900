/** The details of a failed hook tool call. */
export interface HookToolFailure {
  readonly tool: string
  readonly args: readonly string[]
  readonly exitCode: number
  readonly stderr: string
  /** Replaces the exit code in the message if the tool did not exit by itself. */
  readonly reason?: string
}

/**
 * A hook tool could not be run, or failed. Juju's tools exit with 1 for a refused call and 2 for wrong arguments; a
 * `ProcessRunner` reports 127 for a missing tool, 126 for one that cannot be started, 124 for a timeout,
 * and 128 + n for one that signal n ended.
 */
export class HookToolError extends Error {
  override readonly name = "HookToolError"
  /** For programs; `message` is for people. */
  readonly code = "hook-tool"
  /** `relation-set` */
  readonly tool: string
  /** The arguments of the call. */
  readonly args: readonly string[]
  /** Never 0. */
  readonly exitCode: number
  /** The tool's standard error. */
  readonly stderr: string

  constructor({ tool, args, exitCode, stderr, reason }: HookToolFailure) {
    const said = stderr.trim()
    super(
      `${commandLine(tool, args)} ${reason ?? `failed with exit code ${exitCode}`}${said === "" ? "" : `: ${said}`}`,
    )
    this.tool = tool
    this.args = args
    this.exitCode = exitCode
    this.stderr = stderr
  }
}

/** A hook tool succeeded, but its output has an unexpected shape: an unknown version of Juju, or not a tool of Juju's. */
export class HookToolOutputError extends Error {
  override readonly name = "HookToolOutputError"
  /** For programs; `message` is for people. */
  readonly code = "hook-tool-output"
  /** `relation-get` */
  readonly tool: string
  /** The arguments of the call. */
  readonly args: readonly string[]
  /** The expected output: `a list of strings` */
  readonly expected: string

  constructor(tool: string, args: readonly string[], expected: string, output: string) {
    super(
      `${commandLine(tool, args)} should write ${expected}, but wrote ${JSON.stringify(shorten(output, 200))}`,
    )
    this.tool = tool
    this.args = args
    this.expected = expected
  }
}

/** Whether a relation tool refused an id that Juju does not know (any more); all of them use the same message (Juju 3.6). */
export function isRelationNotFound(error: unknown): error is HookToolError {
  // Juju says it with and without the relation's id or key, depending on where it notices.
  return isHookToolError(error) && /\brelation (?:"?[\w:-]+"? )?not found/.test(error.stderr)
}

/** Whether Juju refused to show a databag that this unit may not read (Juju 3.6). */
export function isPermissionDenied(error: unknown): error is HookToolError {
  return isHookToolError(error) && error.stderr.includes("permission denied")
}

/**
 * Returns the message of a tool that ran and refused the call. Juju's tools then exit with 1, or with 2 for wrong arguments. Undefined for
 * all other errors: the tool could not be run, was killed, or the error has nothing to do with a tool.
 */
export function refusalOf(error: unknown): string | undefined {
  if (!isHookToolError(error) || error.exitCode > 2) return undefined
  return error.stderr.trim().replace(/^ERROR /, "")
}

/** Compares the code, not the class, because a charm may contain two copies of this package. */
export function isHookToolError(error: unknown): error is HookToolError {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "hook-tool" &&
    "stderr" in error &&
    typeof error.stderr === "string" &&
    "exitCode" in error &&
    typeof error.exitCode === "number"
  )
}

function commandLine(tool: string, args: readonly string[]): string {
  return [tool, ...args.map((arg) => shorten(arg, 80))].join(" ")
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`
}
