export interface HookToolFailure {
  readonly tool: string
  readonly args: readonly string[]
  readonly exitCode: number
  readonly stderr: string
}

/** A hook tool exited non-zero. It carries facts; what they mean is for the caller to say. */
export class HookToolError extends Error implements HookToolFailure {
  readonly code = "hook-tool"
  readonly tool: string
  readonly args: readonly string[]
  readonly exitCode: number
  readonly stderr: string

  constructor({ tool, args, exitCode, stderr }: HookToolFailure) {
    super(`${[tool, ...args].join(" ")} exited with ${exitCode}: ${stderr.trim() || "(no words)"}`)
    this.name = "HookToolError"
    this.tool = tool
    this.args = args
    this.exitCode = exitCode
    this.stderr = stderr
  }
}

/** A hook tool succeeded, but what it printed is not what it should be. */
export class HookToolOutputError extends Error {
  readonly code = "hook-tool-output"
  readonly tool: string
  readonly args: readonly string[]

  constructor(tool: string, args: readonly string[], expected: string, output: string) {
    const shown = output.length > 200 ? `${output.slice(0, 200)}…` : output
    super(`${[tool, ...args].join(" ")} should print ${expected}, but printed ${JSON.stringify(shown)}`)
    this.name = "HookToolOutputError"
    this.tool = tool
    this.args = args
  }
}

/** Juju says "relation not found" for a relation that is gone (juju `jujuc/relation-id.go`). */
export function isRelationNotFound(error: unknown): error is HookToolError {
  return isHookToolError(error) && error.stderr.includes("relation not found")
}

export function isPermissionDenied(error: unknown): error is HookToolError {
  return isHookToolError(error) && error.stderr.includes("permission denied")
}

/** By code, not by class: two copies of this package may meet in one charm. */
export function isHookToolError(error: unknown): error is HookToolError {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "hook-tool" &&
    "stderr" in error &&
    typeof error.stderr === "string"
  )
}
