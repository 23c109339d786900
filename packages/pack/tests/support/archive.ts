import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { type Entry, openPromise } from "yauzl"

export interface ReadEntry {
  readonly path: string
  /** All 16 bits: file type and permissions. */
  readonly unixMode: number
  readonly content: Buffer
  readonly text: string
  readonly bytes: number
  readonly entry: Entry
}

/** Reads an archive, or only one of its files, with a different library than the one that wrote it. */
export async function readArchive(file: string, only?: string): Promise<ReadEntry[]> {
  const zip = await openPromise(file, { lazyEntries: true, strictFileNames: true })
  const found: ReadEntry[] = []
  for await (const entry of zip.eachEntry()) {
    if (only !== undefined && entry.fileName !== only) continue
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(Buffer.from(chunk))
    const content = Buffer.concat(chunks)
    found.push({
      path: entry.fileName,
      unixMode: entry.externalFileAttributes >>> 16,
      content,
      get text() {
        return content.toString("utf8")
      },
      bytes: content.length,
      entry,
    })
  }
  return found
}

export async function readText(file: string, path: string): Promise<string> {
  const [entry] = await readArchive(file, path)
  if (!entry) throw new Error(`${path} is not in ${file}`)
  return entry.text
}

/** Unpacks as Juju does: each file with the permissions of its entry. */
export async function unpack(file: string, dir: string): Promise<void> {
  for (const { path, content, unixMode } of await readArchive(file)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), content)
    chmodSync(join(dir, path), unixMode & 0o777)
  }
}
