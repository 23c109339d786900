/** The framework is used incorrectly: a handler that cannot be found by name, two objects with one path, … */
export class FrameworkError extends Error {
  override readonly name: string = "FrameworkError"
  /** For programs; `message` is for people. */
  readonly code: string = "framework"
}

/** The name of a property of errors that end a hook which has succeeded: traces do not show them as failures. */
export const endsHook: unique symbol = Symbol("endsHook")

/** A value is not plain JSON; `path` names the position of the bad part. */
export class JsonValueError extends FrameworkError {
  override readonly name = "JsonValueError"
  override readonly code = "json-value"
  /** The position in the value. */
  readonly path: string

  constructor(path: string, found: string) {
    super(
      `${path}: ${found} cannot be stored; use null, booleans, finite numbers, strings, arrays and plain objects`,
    )
    this.path = path
  }
}
