/** A gob stream that is not what Go writes. The message says what and where; the stream cannot be read on. */
export class GobError extends Error {
  readonly code = "gob"

  constructor(message: string) {
    super(message)
    this.name = "GobError"
  }
}
