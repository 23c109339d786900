/** A flag that cannot be one, or a trigger that says nothing. */
export class FlagError extends Error {
  override readonly name = "FlagError"
  /** For programs; the message is for people. */
  readonly code = "flag"
}
