/** The command cannot run as it was called: exit status 2. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}
