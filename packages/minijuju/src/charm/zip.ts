import { buffer } from "node:stream/consumers"
import { type Entry, open, type ZipFile } from "yauzl"

/** What is wrong with an archive, as the end of a sentence that begins with its name. */
export class ZipError extends Error {}

export interface ArchiveEntry {
  readonly path: string
  readonly kind: "file" | "folder" | "link" | "other"
  readonly mode: number
  readonly content: Buffer
}

/** A charm holds code and perhaps a runtime; more than this is a mistake or an attack. */
const MAX_BYTES = 1024 * 1024 * 1024

/** Reads a whole zip file. Zips stay small (charms), and a look at everything comes before any use. */
export async function readZip(path: string): Promise<ArchiveEntry[]> {
  const zip = await openZip(path)
  const entries: ArchiveEntry[] = []
  let total = 0
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on("error", reject)
      zip.on("end", resolve)
      zip.on("entry", (entry: Entry) => {
        total += entry.uncompressedSize
        if (total > MAX_BYTES) {
          reject(new ZipError(`it holds more than ${MAX_BYTES} bytes`))
          return
        }
        readEntry(zip, entry).then((read) => {
          entries.push(read)
          zip.readEntry()
        }, reject)
      })
      zip.readEntry()
    })
  } catch (error) {
    throw error instanceof ZipError ? error : new ZipError(reasonOf(error))
  } finally {
    zip.close()
  }
  return entries
}

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(
      path,
      { lazyEntries: true, autoClose: false, decodeStrings: true, validateEntrySizes: true },
      (error, zip) => {
        if (error) reject(new ZipError(reasonOf(error)))
        else resolve(zip)
      },
    )
  })
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "there is no such file"
  const text = error instanceof Error ? error.message : String(error)
  if (/end of central directory/i.test(text))
    return "it is not a zip archive: a charm is what the packer writes, not its folder"
  const invalid = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/.exec(text)
  if (invalid) return `its entry ${JSON.stringify(invalid[1])} would be written outside the charm's folder`
  return `it is damaged (${text})`
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<ArchiveEntry> {
  const path = entry.fileName.replace(/\/$/, "")
  const unixMode = entry.externalFileAttributes >>> 16
  const folder = entry.fileName.endsWith("/")
  return {
    path,
    kind: folder ? "folder" : kindOf(unixMode),
    // Archives made elsewhere may carry no Unix mode at all.
    mode: unixMode === 0 ? 0o644 : unixMode & 0o777,
    content: folder ? Buffer.alloc(0) : await readContent(zip, entry),
  }
}

function kindOf(unixMode: number): ArchiveEntry["kind"] {
  const type = unixMode & 0o170000
  if (type === 0 || type === 0o100000) return "file"
  if (type === 0o040000) return "folder"
  return type === 0o120000 ? "link" : "other"
}

function readContent(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(error)
      else buffer(stream).then(resolve, reject)
    })
  })
}
