/**
 * Thrown by a charm to end the dispatch at once with a given exit code. Nothing is committed and no error is logged. Juju treats 0
 * as success and everything else as a failed hook that it will retry.
 */
export class Abort extends Error {
  override readonly name = "Abort"
  /** For programs; `message` is for people. */
  readonly code = "abort"
  /** The exit code of the process. */
  readonly exitCode: number

  constructor(exitCode = 0) {
    super(`the charm ended the dispatch with exit code ${exitCode}`)
    this.exitCode = exitCode
  }
}
