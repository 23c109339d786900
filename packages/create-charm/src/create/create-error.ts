/** A project that cannot be created. The message says why, and what to do. No file has been written. */
export class CreateError extends Error {
  override readonly name = "CreateError"
}
