import type { StandardResult, StandardSchema } from "./standard-schema.ts"

/** A part of a value that does not fit its schema. */
export interface SchemaIssue {
  /** `port`, `backends[0].address`; empty if the whole value is meant. */
  readonly path: string
  /** The words of the schema's library. Some libraries quote the value. */
  readonly message: string
}

/** A value that fits its schema, or what does not fit. */
export type SchemaResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly issues: readonly SchemaIssue[]
      /** All issues in one line, for a status or the log. */
      readonly message: string
    }

/** Never throws: what the schema's own code throws at a value is an issue, too. */
export function validate<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
): SchemaResult<Output> {
  try {
    const result = schema["~standard"].validate(value)
    if (!isPromise(result)) return resultOf(result)
    // Nobody waits for it.
    result.then(undefined, () => undefined)
    return failed([{ path: "", message: "the schema is asynchronous: use one that checks at once" }])
  } catch (error) {
    return failed([{ path: "", message: error instanceof Error ? error.message : String(error) }])
  }
}

/** Also one of another library or context. */
function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof Object(value).then === "function"
}

function resultOf<Output>(result: StandardResult<Output>): SchemaResult<Output> {
  if (result.issues === undefined) return { ok: true, value: result.value }
  return failed(
    result.issues.map(({ message, path = [] }) => ({
      path: pathText(path.map((part) => (typeof part === "object" ? part.key : part))),
      message,
    })),
  )
}

function failed(issues: readonly SchemaIssue[]): SchemaResult<never> {
  // ArkType's messages begin with the path.
  const texts = issues.map(({ path, message }) =>
    message.startsWith(path) ? message : `${path}: ${message}`,
  )
  return { ok: false, issues, message: texts.join("; ") }
}

function pathText(keys: readonly PropertyKey[]): string {
  return keys.reduce<string>(
    (path, key) =>
      typeof key === "number" ? `${path}[${key}]` : `${path}${path === "" ? "" : "."}${String(key)}`,
    "",
  )
}
