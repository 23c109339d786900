import yazl from "yazl"
import { type ArchiveEntry, byPath } from "./entry.ts"

const REGULAR_FILE = 0o100000

// Local time on purpose: ZIP stores wall-clock time, so this date gives the same bytes in every time zone.
const EPOCH = new Date(1980, 0, 1, 0, 0, 0)

// zlib's default level takes seconds for an executable with a runtime, and makes it hardly smaller than level 3.
const LARGE = 32 * 1024 * 1024
const LARGE_LEVEL = 3

/** Writes a ZIP whose bytes depend only on paths, contents and modes. */
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
