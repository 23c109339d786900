/** One thing that is wrong with a document. */
export interface Issue {
  /** Field names as on the wire, list positions and map keys: `["health_checks", "0", "port"]`; empty for the whole document. */
  readonly path: readonly string[]
  readonly message: string
}

/**
 * What reading a peer's document gives. Reading never throws: one bad peer is an item to report, not a failed hook.
 * `warnings` tell what was passed over, like fields of a newer library.
 */
export type ReadResult<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly remains: Remains }

/** What could be read of a document that is not valid as a whole. */
export interface Remains {
  readonly id?: string
  readonly sent_hash?: string
}

/** The caller wants to write a document that must not go to a peer. Holds everything that is wrong, not only the first. */
export class ValidationError extends Error {
  override readonly name = "ValidationError"
  /** For programs; the message is for people. */
  readonly code = "validation"
  /** Everything that is wrong, with its field paths. */
  readonly issues: readonly Issue[]

  constructor(what: string, issues: readonly Issue[]) {
    super(`${what} was not written: ${formatIssues(issues, authorAndWire)}`)
    this.issues = issues
  }
}

/** The name of a field as authors write it: `port_mapping` is `portMapping`. */
export function authorField(field: string): string {
  return field.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase())
}

/** A place in a document as authors write it: `healthChecks[0].port`, and `portMapping[443]` for either port of an entry. */
export function authorPath([first = "", ...rest]: Issue["path"]): string {
  return [authorField(first), ...rest].join(".").replace(/\.(\d+)(?:\.(?:key|value)$)?(?=\.|$)/g, "[$1]")
}

/** `portMapping[443] (port_mapping)`: for an author, and for whoever looks at the databag. */
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
