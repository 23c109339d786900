/**
 * What kind of mistake stopped the packing:
 * - `no-charm`: the folder has neither charmcraft.yaml nor metadata.yaml
 * - `yaml`: a file is not YAML
 * - `metadata`: a field is missing or wrong in metadata, config or actions
 * - `contradiction`: charmcraft.yaml and a split file say different things
 * - `base`: bases or platforms that cannot be understood
 * - `no-entry`: no src/charm.ts
 * - `bundle`: the code does not compile or an import does not resolve
 * - `yaml-parser`: the code pulls a YAML parser into the charm
 * - `dispatch`: the project's own dispatch cannot be run by Juju
 * - `symlink`: a link leads out of the project
 * - `file`: something that cannot be put into an archive
 * - `license`: no LICENSE anywhere, or a package without its terms
 * - `version`: package.json cannot give the version
 * - `runtime`: the runtime that the charm is to carry cannot be had
 * - `out-dir`: the archive cannot be written
 */
export type PackErrorCode =
  | "no-charm"
  | "yaml"
  | "metadata"
  | "contradiction"
  | "base"
  | "no-entry"
  | "bundle"
  | "yaml-parser"
  | "dispatch"
  | "symlink"
  | "file"
  | "license"
  | "version"
  | "runtime"
  | "out-dir"

/** A project that cannot be packed. The message names the file and what to do. */
export class PackError extends Error {
  override readonly name = "PackError"
  /** For programs; the message is for people. */
  readonly code: PackErrorCode

  constructor(code: PackErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** The message of whatever was thrown. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The system's code of a failed file operation (`ENOENT`, `EACCES`, …). */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined
  return typeof error.code === "string" ? error.code : undefined
}
