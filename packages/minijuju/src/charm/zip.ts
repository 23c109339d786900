import { pipeline, type Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import zlib from "node:zlib"
import { type Entry, open, type ZipFile } from "yauzl"

/** What is wrong with an archive. The message completes a sentence that begins with the archive's name. */
export class ZipError extends Error {}

export interface ArchiveEntry {
  readonly path: string
  readonly kind: "file" | "folder" | "link" | "other"
  readonly mode: number
  /** Unpacked size in bytes. */
  readonly size: number
}

/** A charm contains code and perhaps a runtime; a larger archive is a mistake or an attack. */
const MAX_BYTES = 1024 * 1024 * 1024

const STORED = 0
const MAX_PIECE = 1024 * 1024

/** An open zip file. The list of entries is read at once, their contents on demand. */
export class ZipArchive {
  readonly entries: readonly ArchiveEntry[]
  readonly #zip: ZipFile
  readonly #raw: ReadonlyMap<ArchiveEntry, Entry>

  private constructor(zip: ZipFile, raw: ReadonlyMap<ArchiveEntry, Entry>) {
    this.entries = [...raw.keys()]
    this.#zip = zip
    this.#raw = raw
  }

  /**
   * Passes the archive to `use` and closes it afterwards.
   * @throws ZipError if it cannot be read, or if the part that `use` reads is damaged
   */
  static async with<T>(path: string, use: (archive: ZipArchive) => Promise<T>): Promise<T> {
    const zip = await openZip(path)
    try {
      return await use(new ZipArchive(zip, await readDirectory(zip)))
    } finally {
      zip.close()
    }
  }

  /** Reads a small file whole, for example metadata or a link's target. */
  content(entry: ArchiveEntry): Promise<Buffer> {
    return buffer(this.bytes(entry))
  }

  /**
   * Reads a file in chunks.
   * @throws ZipError at the end at the latest, if the bytes differ from those that were packed
   */
  async *bytes(entry: ArchiveEntry): AsyncGenerator<Buffer> {
    const raw = this.#raw.get(entry)
    if (raw === undefined) throw new Error(`the entry "${entry.path}" is of another archive`)
    let size = 0
    let sum = 0
    try {
      for await (const piece of await openEntry(this.#zip, raw)) {
        size += piece.length
        // Stop before a wrong size fills the disk.
        if (size > raw.uncompressedSize) break
        sum = checksum(piece, sum)
        yield piece
      }
    } catch (error) {
      throw damaged(entry, wordsOf(error))
    }
    if (size !== raw.uncompressedSize) throw damaged(entry, "wrong length")
    if (hasChecksum && sum !== raw.crc32) throw damaged(entry, "wrong checksum")
  }
}

// Node.js before 20.15 has no CRC-32: there, only the length is checked.
const hasChecksum = typeof zlib.crc32 === "function"
const checksum = hasChecksum ? zlib.crc32 : () => 0

function damaged({ path }: ArchiveEntry, why: string): ZipError {
  return new ZipError(`its entry ${JSON.stringify(path)} is damaged (${why})`)
}

/** We inflate ourselves because yauzl's chunks have 16 kB, and each costs a turn of the event loop. */
async function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  if (!entry.canDecodeFileData()) throw new Error("encrypted, or compressed in an unknown way")
  const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false })
  if (entry.compressionMethod === STORED) return packed
  const inflate = zlib.createInflateRaw({
    chunkSize: Math.min(Math.max(entry.uncompressedSize, 64), MAX_PIECE),
  })
  // An error of either stream destroys the other; the reader receives it.
  return pipeline(packed, inflate, () => undefined)
}

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false, decodeStrings: true }, (error, zip) => {
      if (error) reject(zipError(error))
      else resolve(zip)
    })
  })
}

async function readDirectory(zip: ZipFile): Promise<Map<ArchiveEntry, Entry>> {
  const entries = new Map<ArchiveEntry, Entry>()
  let total = 0
  return new Promise((resolve, reject) => {
    zip.on("error", (error: unknown) => reject(zipError(error)))
    zip.on("end", () => resolve(entries))
    zip.on("entry", (raw: Entry) => {
      total += raw.uncompressedSize
      if (total > MAX_BYTES) {
        reject(new ZipError(`it contains more than ${MAX_BYTES} bytes`))
        return
      }
      entries.set(entryOf(raw), raw)
      zip.readEntry()
    })
    zip.readEntry()
  })
}

function entryOf(raw: Entry): ArchiveEntry {
  const unixMode = raw.externalFileAttributes >>> 16
  return {
    path: raw.fileName.replace(/\/$/, ""),
    kind: raw.fileName.endsWith("/") ? "folder" : kindOf(unixMode),
    // Archives made on other systems may contain no Unix mode.
    mode: unixMode === 0 ? 0o644 : unixMode & 0o777,
    size: raw.uncompressedSize,
  }
}

function kindOf(unixMode: number): ArchiveEntry["kind"] {
  const type = unixMode & 0o170000
  if (type === 0 || type === 0o100000) return "file"
  if (type === 0o040000) return "folder"
  return type === 0o120000 ? "link" : "other"
}

function zipError(error: unknown): ZipError {
  return error instanceof ZipError ? error : new ZipError(reasonOf(error), { cause: error })
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "there is no such file"
  const text = wordsOf(error)
  if (/end of central directory/i.test(text))
    return "it is not a zip archive: a charm is what the packer writes, not its folder"
  const invalid = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/.exec(text)
  if (invalid) return `its entry ${JSON.stringify(invalid[1])} would be written outside the charm's folder`
  return `it is damaged (${text})`
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
