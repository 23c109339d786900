import { createHash } from "node:crypto"
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs"
import { dirname } from "node:path"

/** Increased when an older minijuju cannot read the file any more, or would lose data from it. */
const FORMAT = 1

/** A state file that cannot be used. It is not repaired: the message says what is wrong and what to do. */
export class StateFileError extends Error {}

/**
 * Replaces a file atomically: also after a power failure, it contains either the old or the new text. The file
 * is on disk when this returns. If the disk is full, the old file stays.
 */
export function writeStateFile(file: string, body: string): void {
  const header = { format: FORMAT, bytes: Buffer.byteLength(body), sha256: digest(body) }
  writeWhole(file, `${JSON.stringify(header)}\n${body}`)
}

/** Replaces a file atomically without a header, for data that can be recreated. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.new`
  const fd = openSync(draft, "w", 0o600)
  try {
    writeAll(fd, Buffer.from(text))
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(draft, file)
  syncPath(dirname(file))
}

/** Reads the body of a state file and verifies header, length and checksum. */
export function readStateFile(file: string): string {
  const text = read(file)
  const end = text.indexOf("\n")
  const header = parse(text.slice(0, Math.max(0, end)))
  if (end < 0 || typeof header.format !== "number")
    throw damaged(file, "its first line is not a valid header")
  if (header.format > FORMAT) {
    throw new StateFileError(
      `${file} was written by a newer minijuju (format ${header.format}, this one reads up to ${FORMAT}): use that one`,
    )
  }
  const body = text.slice(end + 1)
  const bytes = Buffer.byteLength(body)
  if (bytes !== header.bytes)
    throw damaged(file, `it has ${bytes} bytes after its first line, not ${header.bytes}`)
  if (digest(body) !== header.sha256) throw damaged(file, "its checksum does not match")
  return body
}

/** Flushes a file, or the entries of a folder, to disk. */
export function syncPath(path: string): void {
  const fd = openSync(path, "r")
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done)
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    throw new StateFileError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function parse(line: string): { format?: unknown; bytes?: unknown; sha256?: unknown } {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === "object" && value !== null ? value : {}
  } catch {
    return {}
  }
}

function damaged(file: string, what: string): StateFileError {
  return new StateFileError(
    `${file} is damaged: ${what}. Restore a copy of it, or remove the model with destroy-model --force`,
  )
}

function digest(body: string): string {
  return createHash("sha256").update(body).digest("hex")
}
