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
    super(`${what} was not written: ${formatIssues(issues)}`)
    this.issues = issues
  }
}

/** `port_mapping.443.value: Not a valid integer.; name: Field may not be null.` */
export function formatIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
    .join("; ")
}
