/** A charm's declaration contradicts itself or the metadata. The message names the place. */
export class DeclarationError extends Error {
  override readonly name = "DeclarationError"
  /** For programs; `message` is for people. */
  readonly code = "declaration"
}
