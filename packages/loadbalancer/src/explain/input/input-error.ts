/** What was given cannot be explained. The message says what to give instead. */
export class InputError extends Error {
  override readonly name = "InputError"
  readonly code = "input"
}
