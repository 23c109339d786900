/** A charm's metadata are invalid. The message names the file, the path of the field and the remedy. */
export class MetadataError extends Error {
  /** For programs; the message is for people. */
  readonly code = "metadata"
  /** `charmcraft.yaml` */
  readonly file: string
  /** `requires.db.limit`; empty if the whole file is meant. */
  readonly path: string

  constructor(file: string, path: string, message: string) {
    super(path === "" ? `${file}: ${message}` : `${file}: ${path}: ${message}`)
    this.name = "MetadataError"
    this.file = file
    this.path = path
  }
}
