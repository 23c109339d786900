import yazl from "yazl"
import { type ArchiveEntry, byPath } from "./entry.ts"

const REGULAR_FILE = 0o100000

// Local time on purpose: a ZIP stores wall-clock fields, so this date gives the same bytes in every time zone.
const EPOCH = new Date(1980, 0, 1, 0, 0, 0)

// A program with a runtime in it is compressed for seconds at zlib's default, and hardly smaller than at level 3.
const LARGE = 32 * 1024 * 1024
const LARGE_LEVEL = 3

/** A ZIP whose bytes depend on paths, contents and modes only. */
export async function writeZip(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  for (const { path, content, mode } of [...entries].sort(byPath)) {
    const level = content.length < LARGE ? undefined : { compressionLevel: LARGE_LEVEL }
    zip.addBuffer(content, path, {
      mtime: EPOCH,
      mode: REGULAR_FILE | mode,
      forceDosTimestamp: true,
      ...level,
    })
  }
  const finished = collect(zip.outputStream)
  zip.end()
  return finished
}

async function collect(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
