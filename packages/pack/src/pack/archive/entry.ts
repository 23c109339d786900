/** A file of the archive. Folders have no entries of their own: Juju creates them while unpacking. */
export interface ArchiveEntry {
  /** Relative, with `/`, without a leading `./`: Juju compares `metadata.yaml` literally. */
  readonly path: string
  readonly content: Buffer
  readonly mode: 0o644 | 0o755
}

export function textEntry(path: string, text: string, mode: ArchiveEntry["mode"] = 0o644): ArchiveEntry {
  return { path, content: Buffer.from(text, "utf8"), mode }
}

/** Compares code units, which gives the same order in every locale. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
