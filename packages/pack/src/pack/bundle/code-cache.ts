import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
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
 * The cache that belongs to `key`; undefined if there is none that may be used. V8 takes what it is given without a check and
 * would crash on damaged code, so the file must be whole, and written by nobody but this user. It holds the code twice: comparing
 * two copies takes no time, while a module with a checksum takes longer to load than a small charm.
 */
export function readKeptCode(path: string, key: string): KeptCode | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const { mode, uid, mtimeMs } = fstatSync(file)
      // A file that nobody else may write.
      const safe = (mode & (constants.S_IFMT | 0o022)) === constants.S_IFREG
      if (!safe || uid !== process.geteuid?.()) return undefined
      return readCopies(readFileSync(file), key, mtimeMs)
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

function readCopies(bytes: Buffer, key: string, changed: number): KeptCode | undefined {
  const end = bytes.length - footer(0, key).length
  const size = end / 2
  if (size <= 0 || !Number.isInteger(size)) return undefined
  const since = Number(bytes.toString("latin1", end, end + DIGITS))
  if (bytes.toString("latin1", end) !== footer(since, key)) return undefined
  const code = bytes.subarray(0, size)
  return code.equals(bytes.subarray(size, end)) ? { code, since, isDue: isDue(since, changed) } : undefined
}

/** Of the milliseconds since 1970, up to the year 2286. */
const DIGITS = 13

/** Behind both copies, so that V8 finds the code at a multiple of eight and need not move it; of the same length for all times. */
function footer(since: number, key: string): string {
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
      writeAll(file, Buffer.concat([made, made, Buffer.from(footer(since, key), "latin1")]))
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
