/** One problem of a document. */
export interface Issue {
  /** Field names as on the wire, list positions and map keys: `["health_checks", "0", "port"]`; empty for the whole document. */
  readonly path: readonly string[]
  readonly message: string
}

/**
 * The result of parsing a peer's document. Parsing never throws: a bad peer is reported, it does not fail the hook.
 * `warnings` lists what was ignored, such as fields of a newer library.
 */
export type ReadResult<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly remains: Remains }

/** The fields that could be read from an invalid document. */
export interface Remains {
  readonly id?: string
  readonly sent_hash?: string
}

/** Thrown instead of writing an invalid document to a databag. Lists all problems, not only the first. */
export class ValidationError extends Error {
  override readonly name = "ValidationError"
  /** Identifies this class for programs; `message` is for people. */
  readonly code = "validation"
  /** All problems, with their field paths. */
  readonly issues: readonly Issue[]

  constructor(what: string, issues: readonly Issue[]) {
    super(`${what} was not written: ${formatIssues(issues, authorAndWire)}`)
    this.issues = issues
  }
}

/** Converts a field name from the wire to the API: `port_mapping` becomes `portMapping`. */
export function authorField(field: string): string {
  return field.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())
}

/** Formats a path with the field names of the API: `healthChecks[0].port`; `portMapping[443]` for the key and the value of an entry. */
export function authorPath([first = "", ...rest]: Issue["path"]): string {
  return [authorField(first), ...rest].join(".").replace(/\.(\d+)(?:\.(?:key|value)$)?(?=\.|$)/g, "[$1]")
}

/** `portMapping[443] (port_mapping)`: the name in the API, then the name in the databag. */
function authorAndWire(path: Issue["path"]): string {
  const [field = ""] = path
  return authorPath(path) + (authorField(field) === field ? "" : ` (${field})`)
}

/** `port_mapping.443.value: Not a valid integer.; name: Field may not be null.` */
export function formatIssues(
  issues: readonly Issue[],
  place = (path: Issue["path"]): string => path.join("."),
): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${place(path)}: ${message}`))
    .join("; ")
}
