/** A mistake in the use of the framework: a handler that cannot be found again, two objects of one path, … */
export class FrameworkError extends Error {
  override readonly name: string = "FrameworkError"
  /** For programs; the message is for people. */
  readonly code: string = "framework"
}

/** A value that should be plain JSON is not; `path` says where in the value. */
export class JsonValueError extends FrameworkError {
  override readonly name = "JsonValueError"
  override readonly code = "json-value"
  /** Where in the value. */
  readonly path: string

  constructor(path: string, found: string) {
    super(
      `${path}: ${found} cannot be stored; use null, booleans, finite numbers, strings, arrays and plain objects`,
    )
    this.path = path
  }
}
