/** How a hook tool failed. */
export interface HookToolFailure {
  readonly tool: string
  readonly args: readonly string[]
  readonly exitCode: number
  readonly stderr: string
  /** What to say in place of the exit code, where the tool did not come to an end of its own. */
  readonly reason?: string
}

/**
 * A hook tool could not be run or failed. Juju's tools exit with 1 for a refused call and 2 for wrong arguments; a
 * `ProcessRunner` says 127 for a tool that is not there, 126 for one that cannot be started, 124 for one that took too long,
 * and 128 + n for one that signal n ended.
 */
export class HookToolError extends Error {
  override readonly name = "HookToolError"
  /** For programs; the message is for people. */
  readonly code = "hook-tool"
  /** `relation-set` */
  readonly tool: string
  /** As given to the tool. */
  readonly args: readonly string[]
  /** Never 0. */
  readonly exitCode: number
  /** What the tool said. */
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

/** A hook tool succeeded, but what it wrote is not what it should write: another Juju than we know, or no Juju. */
export class HookToolOutputError extends Error {
  override readonly name = "HookToolOutputError"
  /** For programs; the message is for people. */
  readonly code = "hook-tool-output"
  /** `relation-get` */
  readonly tool: string
  /** As given to the tool. */
  readonly args: readonly string[]
  /** What should stand there: `a list of strings` */
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

/** Juju 3.6: the words by which every relation tool refuses an id it does not know (any more). */
export function isRelationNotFound(error: unknown): error is HookToolError {
  return isHookToolError(error) && error.stderr.includes("relation not found")
}

/** Juju 3.6: reading a databag that this unit may not read. */
export function isPermissionDenied(error: unknown): error is HookToolError {
  return isHookToolError(error) && error.stderr.includes("permission denied")
}

/**
 * What the tool said, if it ran and refused the call: Juju's tools exit with 1, and with 2 for wrong arguments. Undefined for all other
 * errors: the tool could not be run, was killed, or nothing that has to do with a tool failed.
 */
export function refusalOf(error: unknown): string | undefined {
  if (!isHookToolError(error) || error.exitCode > 2) return undefined
  return error.stderr.trim().replace(/^ERROR /, "")
}

/** By code, not by class: two copies of this package may meet in one charm. */
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
