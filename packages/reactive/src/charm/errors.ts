/** A charm that contradicts itself or its metadata; the message says where. */
export class DeclarationError extends Error {
  override readonly name = "DeclarationError"
  /** For programs; the message is for people. */
  readonly code = "declaration"
}
