import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import zlib from "node:zlib"

/** Time and date fields of a zip entry: 1980-01-01, so that the same files make the same archive. */
const DATE = 0x21
const UTF8 = 0x800
const UNIX = 3 << 8

/** Packs the files of a folder into a zip archive, uncompressed: for the few small files of a stand-in. `dispatch` is executable. */
export function archiveOf(folder: string): Buffer {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    // pip compiles the Python files of a package that it installs.
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith("__pycache__"))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replace(/^\/+/, ""))
    .sort()
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const name of names) {
    const content = readFileSync(join(folder, name))
    const path = Buffer.from(name)
    const shared = sharedFields(path, content)
    const mode = name === "dispatch" ? 0o100755 : 0o100644
    const local = Buffer.concat([uint32(0x04034b50), shared, path, content])
    directory.push(
      uint32(0x02014b50),
      uint16(UNIX | 20),
      shared,
      Buffer.alloc(6),
      uint32((mode << 16) >>> 0),
      uint32(offset),
      path,
    )
    parts.push(local)
    offset += local.length
  }
  const index = Buffer.concat(directory)
  const end = [0x06054b50, 0].map(uint32)
  const counts = [names.length, names.length].map(uint16)
  return Buffer.concat([...parts, index, ...end, ...counts, uint32(index.length), uint32(offset), uint16(0)])
}

/** What the entry's header and its line in the directory have in common: version to name and extra length. */
function sharedFields(path: Buffer, content: Buffer): Buffer {
  return Buffer.concat([
    ...[20, UTF8, 0, 0, DATE].map(uint16),
    uint32(checksum(content)),
    uint32(content.length),
    uint32(content.length),
    uint16(path.length),
    uint16(0),
  ])
}

// Node.js before 20.15 has no CRC-32; charm/zip.ts does not check it there either.
const checksum = (content: Buffer): number => (typeof zlib.crc32 === "function" ? zlib.crc32(content) : 0)

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
