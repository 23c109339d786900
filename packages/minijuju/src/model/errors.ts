/** What kind of mistake it was. */
export type MinijujuErrorCode =
  | "not-found"
  | "already-exists"
  | "bad-argument"
  | "bad-charm"
  | "not-emulated"
  | "unit-error"
  | "timeout"
  | "stopped"

/** What an operator asked for cannot be done. The message is one line in Juju's words where Juju has words for it. */
export class MinijujuError extends Error {
  /** For programs; the message is for people. */
  readonly code: MinijujuErrorCode

  constructor(code: MinijujuErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = "MinijujuError"
    this.code = code
  }
}
