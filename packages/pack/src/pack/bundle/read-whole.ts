import { readSync } from "node:fs"

/** What `fs.readFileSync` reads, if the file is as long as it was; its ways for other cases take longer than the reading. */
export function readWhole(file: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size)
  let at = 0
  for (let read = -1; at < size && read !== 0; at += read) read = readSync(file, bytes, at, size - at, null)
  return at === size ? bytes : bytes.subarray(0, at)
}
