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
  /** The hooks, by dispatch path, whose functions are in it. */
  readonly hooks: readonly string[]
  readonly code: Buffer
}

/**
 * The cache that belongs to `key`; undefined if there is none that may be used: V8 takes what it is given without a check and
 * would crash on damaged code, so it must be whole, and written by nobody but this user. It is there twice, because to compare
 * two copies takes no time, and any module with a checksum takes more than the cache saves in a small charm.
 */
export function readKeptCode(path: string, key: string): KeptCode | undefined {
  try {
    const bytes = readOwn(path)
    if (bytes === undefined) return undefined
    const end = bytes.indexOf(10)
    const header: unknown = JSON.parse(bytes.toString("utf8", 0, end))
    const size = (bytes.length - end - 1) / 2
    const code = bytes.subarray(end + 1, end + 1 + size)
    const whole = size > 0 && Number.isInteger(size) && code.equals(bytes.subarray(end + 1 + size))
    return whole && isHeader(header) && header.key === key ? { hooks: header.hooks, code } : undefined
  } catch {
    return undefined
  }
}

export interface CodeToKeep {
  readonly key: string
  readonly hooks: readonly string[]
  readonly code: () => Buffer
}

/** Replaces the cache in one step. A folder that cannot be written or a full disk costs nothing but the cache. */
export function keepCode(path: string, { key, hooks, code }: CodeToKeep): void {
  const unfinished = `${path}.${process.pid}`
  try {
    // Opened first: where that fails, the work of making the code is saved.
    const file = openSync(unfinished, "wx", 0o600)
    try {
      const made = code()
      writeAll(file, Buffer.concat([Buffer.from(`${JSON.stringify({ key, hooks })}\n`), made, made]))
    } finally {
      closeSync(file)
    }
    renameSync(unfinished, path)
  } catch {
    removeOld(unfinished)
  }
}

function readOwn(path: string): Buffer | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const status = fstatSync(file)
    const own = status.isFile() && status.uid === process.geteuid?.() && (status.mode & 0o022) === 0
    return own ? readFileSync(file) : undefined
  } finally {
    closeSync(file)
  }
}

function isHeader(value: unknown): value is { key: string; hooks: string[] } {
  if (typeof value !== "object" || value === null || !("key" in value && "hooks" in value)) return false
  const { hooks } = value
  return Array.isArray(hooks) && hooks.every((hook) => typeof hook === "string")
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
