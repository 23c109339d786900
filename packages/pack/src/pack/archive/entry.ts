/** One file of the archive. Folders have no entries of their own: Juju makes them while unpacking. */
export interface ArchiveEntry {
  /** Relative, with `/`, never starting with `./`: Juju compares `metadata.yaml` literally. */
  readonly path: string
  readonly content: Buffer
  readonly mode: 0o644 | 0o755
}

export function textEntry(path: string, text: string, mode: ArchiveEntry["mode"] = 0o644): ArchiveEntry {
  return { path, content: Buffer.from(text, "utf8"), mode }
}

/** Code unit order: the same on every machine, whatever the locale. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
