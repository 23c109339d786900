import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"

export type FileHash = "md5" | "sha256" | "sha512"

const MISSING = "missing"

/** Fingerprints of a handler's files by path, as of its last run. */
export type SeenFiles = Readonly<Record<string, string>>

/**
 * Returns the files' current fingerprints, or undefined if none has changed. A missing file that was missing before has not changed.
 * No side effect: the fingerprints are stored when the handler runs, so that a test alone loses no change.
 */
export function changedFiles(
  paths: readonly string[],
  hash: FileHash,
  seen: SeenFiles,
): SeenFiles | undefined {
  const now = Object.fromEntries(paths.map((path) => [path, fingerprint(path, hash)]))
  return paths.some((path) => now[path] !== (seen[path] ?? MISSING)) ? now : undefined
}

function fingerprint(path: string, hash: FileHash): string {
  try {
    return `${hash}:${createHash(hash).update(readFileSync(path)).digest("hex")}`
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return MISSING
    throw error
  }
}
