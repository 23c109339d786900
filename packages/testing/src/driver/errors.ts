/** A Juju command that failed. The message contains Juju's own error text. */
export class JujuError extends Error {
  override readonly name = "JujuError"
  /** Stable identifier, for programs that handle the error. */
  readonly code = "juju"
  /** Arguments of the program: `["deploy", "--model", "test", "./x.charm"]` */
  readonly args: readonly string[]
  /** Null when a signal ended the program, or when it could not be started. */
  readonly exitCode: number | null
  /** Complete standard output. */
  readonly stdout: string
  /** Complete standard error, with Juju's reason. */
  readonly stderr: string

  constructor(failed: {
    readonly program: string
    readonly args: readonly string[]
    readonly exitCode: number | null
    readonly stdout: string
    readonly stderr: string
    readonly reason?: string
  }) {
    const { program, args, exitCode, stdout, stderr } = failed
    const reason = failed.reason ?? (exitCode === null ? "was ended" : `failed with exit code ${exitCode}`)
    const said = stderr.trim() === "" ? "" : `:\n${stderr.trim()}`
    super(`${program} ${args.join(" ")} ${reason}${said}`)
    this.args = args
    this.exitCode = exitCode
    this.stdout = stdout
    this.stderr = stderr
  }
}

/** Output of a program that does not have the shape of Juju's. The message names the command and the field. */
export class JujuOutputError extends Error {
  override readonly name = "JujuOutputError"
  /** Stable identifier, for programs that handle the error. */
  readonly code = "juju-output"
}

/** A wait whose goal was not reached, or cannot be reached any more. The message lists what is missing and the last lines of the log. */
export class WaitError extends Error {
  override readonly name = "WaitError"
  /** `timeout`: not reached in time. `failed`: a unit or application has a status that the caller does not wait through. */
  readonly code: "timeout" | "failed"

  constructor(code: "timeout" | "failed", message: string) {
    super(message)
    this.code = code
  }
}
