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

/** A V8 code cache of a charm. */
export interface CodeCache {
  readonly code: Uint8Array
  /** When the first cache of this key was written, in milliseconds since 1970. */
  readonly since: number
  /** Whether to renew the cache, because later runs may have used functions that are not in it: 10, 20, 40 … minutes after the first. */
  readonly isDue: boolean
}

/**
 * Reads the cache for `key`; undefined if there is no valid one. V8 does not check a cache and would crash on damaged code, so the file
 * must be complete, and only this user may have written it. It contains the code twice: comparing two copies takes almost no time, while a
 * module for checksums takes longer to load than a small charm.
 */
export function readCodeCache(path: string, key: string): CodeCache | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const { mode, uid, mtimeMs } = fstatSync(file)
      // A regular file that no other user can write.
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

function readCopies(bytes: Buffer, key: string, changed: number): CodeCache | undefined {
  const end = bytes.length - footer(0, key).length
  const size = end / 2
  if (size <= 0 || !Number.isInteger(size)) return undefined
  const since = Number(bytes.toString("latin1", end, end + DIGITS))
  if (bytes.toString("latin1", end) !== footer(since, key)) return undefined
  const code = bytes.subarray(0, size)
  return code.equals(bytes.subarray(size, end)) ? { code, since, isDue: isDue(since, changed) } : undefined
}

/** Digits of a time in milliseconds since 1970, until the year 2286. */
const DIGITS = 13

/** Follows both copies, so that the code is at an offset divisible by eight, where V8 can use it in place. Always of the same length. */
function footer(since: number, key: string): string {
  return `${String(since).padStart(DIGITS, "0")} ${key}\n`
}

const TEN_MINUTES = 600_000

function isDue(since: number, changed: number): boolean {
  return Date.now() - since > Math.max(TEN_MINUTES, 2 * (changed - since))
}

export interface NewCodeCache {
  readonly key: string
  readonly since: number
  readonly code: () => Buffer
}

/** Replaces the cache atomically. If the folder is not writable or the disk is full, there is no cache, and no other effect. */
export function writeCodeCache(path: string, { key, since, code }: NewCodeCache): void {
  const unfinished = `${path}.${process.pid}`
  try {
    // Open the file first: if that fails, serializing the code would be useless work.
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

/** Removes an incomplete file: a killed process with the same process id may have left it, and it would prevent every later write. */
function removeOld(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // The file was never created.
  }
}
