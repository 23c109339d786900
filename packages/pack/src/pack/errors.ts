/**
 * The kind of mistake that prevents packing:
 * - `no-charm`: the folder has neither charmcraft.yaml nor metadata.yaml
 * - `yaml`: a file is not valid YAML
 * - `metadata`: a field is missing or wrong in metadata, config or actions
 * - `contradiction`: charmcraft.yaml and a separate file, or `src/charmcraft.d.ts`, have different values
 * - `base`: invalid bases or platforms, or a base that does not exist
 * - `no-entry`: no src/charm.ts
 * - `bundle`: the code does not compile or an import does not resolve
 * - `yaml-parser`: the code imports a YAML parser
 * - `dispatch`: Juju cannot run the project's own dispatch
 * - `symlink`: a symbolic link leads out of the project
 * - `file`: a file that an archive cannot contain
 * - `license`: no LICENSE in a workspace, or a package without a licence
 * - `version`: package.json has no valid version
 * - `runtime`: the runtime for the archive is not available, or not for the project's platforms
 * - `out-dir`: the archive cannot be written, the folder for the charm's files is not empty, or there are folders for both
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

/** A project cannot be packed. The message names the file and the remedy. */
export class PackError extends Error {
  override readonly name = "PackError"
  /** For programs; `message` is for people. */
  readonly code: PackErrorCode

  constructor(code: PackErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** Returns the message of any thrown value. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Returns the system's code of a failed file operation (`ENOENT`, `EACCES`, …). */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined
  return typeof error.code === "string" ? error.code : undefined
}
