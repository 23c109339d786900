/** A charm's metadata is not what Juju accepts. The message names the file, the field's path and the fix. */
export class MetadataError extends Error {
  /** For programs; the message is for people. */
  readonly code = "metadata"
  /** `charmcraft.yaml` */
  readonly file: string
  /** `requires.db.limit`; empty for the whole file. */
  readonly path: string

  constructor(file: string, path: string, message: string) {
    super(path === "" ? `${file}: ${message}` : `${file}: ${path}: ${message}`)
    this.name = "MetadataError"
    this.file = file
    this.path = path
  }
}
