import { readvSync } from "node:fs"

// Of Node's ways to read a file, readvSync() has the least code around the reading; what is called for the first time in a
// process is compiled then.

/** The next `size` bytes; fewer if the file ends before. */
export function readWhole(file: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size)
  const read = readInto(file, bytes)
  return read === size ? bytes : bytes.subarray(0, read)
}

/** Fills `bytes`, as far as the file goes. @returns how many were read */
export function readInto(file: number, bytes: Buffer): number {
  let at = 0
  for (let read = -1; at < bytes.length && read !== 0; at += read)
    read = readvSync(file, [at === 0 ? bytes : bytes.subarray(at)])
  return at
}
