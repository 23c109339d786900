import { closeSync, constants, fstatSync, openSync, renameSync, unlinkSync, writeSync } from "node:fs"
import { readWhole } from "./read-whole.ts"

/** What V8 has compiled of a charm. */
export interface KeptCode {
  readonly code: Buffer
  /** When the first code was kept, in milliseconds since 1970. */
  readonly since: number
  /** Later runs may have needed functions that are not in it. It is made anew ever more rarely: 10, 20, 40 … minutes after the first. */
  readonly isDue: boolean
}

/**
 * The cache that belongs to `key`; undefined if there is none that may be used: V8 takes what it is given without a check and
 * would crash on damaged code, so it must be whole, and written by nobody but this user. It is there twice, because to compare
 * two copies takes no time, and any module with a checksum takes more than the cache saves in a small charm.
 */
export function readKeptCode(path: string, key: string): KeptCode | undefined {
  try {
    const found = readOwn(path)
    if (found === undefined) return undefined
    const { bytes, changed } = found
    const end = bytes.indexOf(10)
    const [since = "", ...rest] = bytes.toString("latin1", 0, end).split(" ")
    if (rest.join(" ") !== key) return undefined
    const size = (bytes.length - end - 1) / 2
    const code = bytes.subarray(end + 1, end + 1 + size)
    const whole = size > 0 && Number.isInteger(size) && code.equals(bytes.subarray(end + 1 + size))
    return whole ? { code, since: Number(since), isDue: isDue(Number(since), changed) } : undefined
  } catch {
    return undefined
  }
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
      writeAll(file, Buffer.concat([Buffer.from(`${since} ${key}\n`), made, made]))
    } finally {
      closeSync(file)
    }
    renameSync(unfinished, path)
  } catch {
    removeOld(unfinished)
  }
}

function readOwn(path: string): { readonly bytes: Buffer; readonly changed: number } | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const status = fstatSync(file)
    const own = status.isFile() && status.uid === process.geteuid?.() && (status.mode & 0o022) === 0
    return own ? { bytes: readWhole(file, status.size), changed: status.mtimeMs } : undefined
  } finally {
    closeSync(file)
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
