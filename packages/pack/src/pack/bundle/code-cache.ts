import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readvSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs"

/** What V8 has compiled of a charm. */
export interface KeptCode {
  readonly code: Uint8Array
  /** When the first code was kept, in milliseconds since 1970. */
  readonly since: number
  /** Later runs may have needed functions that are not in it. It is made anew ever more rarely: 10, 20, 40 … minutes after the first. */
  readonly isDue: boolean
}

/**
 * The cache that belongs to `key`; undefined if there is none that may be used: V8 takes what it is given without a check and
 * would crash on damaged code, so it must be whole, and written by nobody but this user. It is there twice, because to compare
 * two copies takes no time, and any module with a checksum takes more than the cache saves in a small charm.
 *
 * Every function of Node's that is called here for the first time is compiled first, and every fresh page of memory has its
 * price, hence the plain means and `scratch`, any memory that is there already.
 */
export function readKeptCode(path: string, key: string, scratch: Uint8Array): KeptCode | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const status = fstatSync(file)
      const head = new Uint8Array(header(0, key).length)
      const size = (status.size - head.length) / 2
      // A file that nobody else may write.
      const safe = (status.mode & (constants.S_IFMT | 0o022)) === constants.S_IFREG
      const own = safe && status.uid === process.geteuid?.()
      if (!own || size <= 0 || !Number.isInteger(size)) return undefined
      // V8 would copy code that does not begin at a multiple of eight.
      const code = new Uint8Array(size)
      const read = readvSync(file, [head, code])
      const start = String.fromCharCode(...head)
      const since = Number(start.slice(0, DIGITS))
      if (read !== head.length + size || start !== header(since, key)) return undefined
      return isRepeated(file, code, scratch)
        ? { code, since, isDue: isDue(since, status.mtimeMs) }
        : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

function isRepeated(file: number, code: Uint8Array, scratch: Uint8Array): boolean {
  for (let at = 0, read = 0; at < code.length; at += read) {
    read = Math.min(readvSync(file, [scratch]), code.length - at)
    const here = new Uint8Array(code.buffer, code.byteOffset + at, read)
    const there = new Uint8Array(scratch.buffer, scratch.byteOffset, read)
    if (read === 0 || Buffer.compare(here, there) !== 0) return false
  }
  return true
}

/** Of the milliseconds since 1970, up to the year 2286. */
const DIGITS = 13

/** In front of both copies; of the same length for all times. */
function header(since: number, key: string): string {
  return `${String(since).padStart(DIGITS, "0")} ${key}\n`
}

const TEN_MINUTES = 600_000

function isDue(since: number, changed: number): boolean {
  return Date.now() - since > Math.max(TEN_MINUTES, 2 * (changed - since))
}

export interface CodeToKeep {
  readonly key: string
  readonly since: number
  readonly code: () => Buffer
}

/** Replaces the cache in one step. A folder that cannot be written or a full disk costs nothing but the cache. */
export function keepCode(path: string, { key, since, code }: CodeToKeep): void {
  const unfinished = `${path}.${process.pid}`
  try {
    // Opened first: where that fails, the work of making the code is saved.
    const file = openSync(unfinished, "wx", 0o600)
    try {
      const made = code()
      writeAll(file, Buffer.concat([Buffer.from(header(since, key), "latin1"), made, made]))
    } finally {
      closeSync(file)
    }
    renameSync(unfinished, path)
  } catch {
    removeOld(unfinished)
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}

/** What is left of a process that was killed while it wrote has our process id only by chance; it would be in the way. */
function removeOld(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It was never made.
  }
}
