/** A gob stream is invalid. The message names the fault and its position; the rest of the stream cannot be decoded. */
export class GobError extends Error {
  readonly code = "gob"

  constructor(message: string) {
    super(message)
    this.name = "GobError"
  }
}
