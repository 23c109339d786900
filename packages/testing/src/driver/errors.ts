/** A command of Juju that failed. The message has its words. */
export class JujuError extends Error {
  override readonly name = "JujuError"
  /** For programs; the message is for people. */
  readonly code = "juju"
  /** As given to the program: `["deploy", "--model", "test", "./x.charm"]` */
  readonly args: readonly string[]
  /** Null when the program was ended by a signal or could not be started. */
  readonly exitCode: number | null
  /** All that it printed there. */
  readonly stdout: string
  /** All that it printed there: Juju's reason. */
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

/** The program printed something else than Juju does. The message says which field of which command. */
export class JujuOutputError extends Error {
  override readonly name = "JujuOutputError"
  /** For programs; the message is for people. */
  readonly code = "juju-output"
}

/** What was waited for did not come, or cannot come any more. The message has what is missing and the last lines of the log. */
export class WaitError extends Error {
  override readonly name = "WaitError"
  /** `timeout`: not in time. `failed`: a unit or application is in a status that the caller does not wait through. */
  readonly code: "timeout" | "failed"

  constructor(code: "timeout" | "failed", message: string) {
    super(message)
    this.code = code
  }
}
