import { createHash } from "node:crypto"
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs"
import { dirname } from "node:path"

/** Grows when an older minijuju could not read the file any more, or would lose something of it. */
const FORMAT = 1

/** A file of state that cannot be used. Nothing is repaired or guessed: the message says what is wrong and what to do. */
export class StateFileError extends Error {}

/**
 * Replaces a file as a whole: whoever reads it later, also after a power cut, finds the old or the new one.
 * It has happened when this returns. A full disk leaves the old one in place.
 */
export function writeStateFile(file: string, body: string): void {
  const header = { format: FORMAT, bytes: Buffer.byteLength(body), sha256: digest(body) }
  writeWhole(file, `${JSON.stringify(header)}\n${body}`)
}

/** The same without a header, for a file that can be made again. */
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

/** The body of a file, after every check that can be made on it. */
export function readStateFile(file: string): string {
  const text = read(file)
  const end = text.indexOf("\n")
  const header = parse(text.slice(0, Math.max(0, end)))
  if (end < 0 || typeof header.format !== "number") throw damaged(file, "it does not begin as it should")
  if (header.format > FORMAT) {
    throw new StateFileError(
      `${file} was written by a newer minijuju (format ${header.format}, this one reads up to ${FORMAT}): use that one`,
    )
  }
  const body = text.slice(end + 1)
  const bytes = Buffer.byteLength(body)
  if (bytes !== header.bytes)
    throw damaged(file, `it has ${bytes} bytes after its first line, not ${header.bytes}`)
  if (digest(body) !== header.sha256) throw damaged(file, "its checksum does not fit")
  return body
}

/** A file, or what has been renamed and made in a folder, is on disk after this. */
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
    `${file} is damaged: ${what}. Put back a copy of it, or give the model up with destroy-model --force`,
  )
}

function digest(body: string): string {
  return createHash("sha256").update(body).digest("hex")
}
