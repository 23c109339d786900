/** The kind of error. */
export type MinijujuErrorCode =
  | "not-found"
  | "already-exists"
  | "bad-argument"
  | "bad-charm"
  | "bad-resource"
  | "bad-storage"
  | "storage-attached"
  | "not-emulated"
  | "unit-error"
  | "timeout"
  | "stopped"

/** An operator's request cannot be done. The message is one line, in Juju's wording where Juju has one. */
export class MinijujuError extends Error {
  /** For programs; the message is for people. */
  readonly code: MinijujuErrorCode

  constructor(code: MinijujuErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = "MinijujuError"
    this.code = code
  }
}
