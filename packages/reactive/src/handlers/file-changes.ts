import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"

export type FileHash = "md5" | "sha256" | "sha512"

const MISSING = "missing"

/** What a handler saw of its files when it ran last, by path. */
export type SeenFiles = Readonly<Record<string, string>>

/**
 * The files as they are, or undefined if the handler has seen them so. A file that is missing and was never there has not
 * changed. Looking changes nothing: what was seen is kept when the handler runs, so that no change is lost to a look.
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
