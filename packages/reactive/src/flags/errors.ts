/** A flag has an invalid name, or a trigger is incomplete. */
export class FlagError extends Error {
  override readonly name = "FlagError"
  /** For programs; `message` is for people. */
  readonly code = "flag"
}
