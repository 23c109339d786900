/**
 * Thrown by a charm to end the dispatch at once, with an exit code of its choice: nothing is committed and no error is
 * logged. Juju takes 0 for success, anything else for a failed hook that it will retry.
 */
export class Abort extends Error {
  override readonly name = "Abort"
  /** For programs; the message is for people. */
  readonly code = "abort"
  /** What the process ends with. */
  readonly exitCode: number

  constructor(exitCode = 0) {
    super(`the charm ended the dispatch with exit code ${exitCode}`)
    this.exitCode = exitCode
  }
}
