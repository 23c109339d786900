import { lstatSync, mkdirSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, isAbsolute, join } from "node:path"
import { MinijujuError } from "../model/errors.ts"
import { fitsSocket } from "../model/model-dir.ts"

/** Where one user's models, log and sockets are. Nothing of it can be opened by another user. */
export interface Home {
  readonly path: string
  readonly models: string
  readonly sockets: string
  readonly log: string
  readonly current: string
}

/** MINIJUJU_HOME, or else `minijuju` among the user's data (XDG_DATA_HOME, `~/.local/share`). */
export function findHome(env: Readonly<Record<string, string | undefined>>): Home {
  const data = env.XDG_DATA_HOME || join(homedir(), ".local/share")
  const path = env.MINIJUJU_HOME || join(data, "minijuju")
  if (!isAbsolute(path)) throw bad(path, "is not an absolute path")
  const sockets = join(path, "s")
  if (!fitsSocket(join(sockets, "999", "999999")))
    throw bad(path, "is too long for the paths of sockets: choose a shorter one (MINIJUJU_HOME)")
  return {
    path,
    sockets,
    models: join(path, "models"),
    log: join(path, "daemon.log"),
    current: join(path, "current-model"),
  }
}

/** Makes the folder for its user alone, and refuses one that others could open. */
export function makeHome(home: Home): void {
  inHome(home, () => {
    if (lstatSync(home.path, { throwIfNoEntry: false }) === undefined) makeFolder(home.path)
    checkHome(home)
    makeFolder(home.models)
  })
}

/** With the folders above it. Node's own way to do this never returns where the system answers ENOENT, as in /proc. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Made by another command that began at the same time.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

/**
 * Does something with the files in minijuju's folder.
 * @throws MinijujuError that names the folder, where the system refuses
 */
export function inHome<T>(home: Home, use: () => T): T {
  try {
    return use()
  } catch (error) {
    if (error instanceof MinijujuError) throw error
    if (error instanceof Error && "code" in error && typeof error.code === "string")
      throw bad(home.path, `cannot be used: ${error.message}`)
    throw error
  }
}

/** Tells the folder from another one that has come in its place; undefined when there is none. */
export function homeIdentity(home: Home): string | undefined {
  const found = statSync(home.path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? undefined : `${found.dev}:${found.ino}`
}

export function checkHome(home: Home): void {
  const found = lstatSync(home.path)
  if (!found.isDirectory()) throw bad(home.path, "is not a folder")
  const user = process.getuid?.()
  if (user !== undefined && found.uid !== user) throw bad(home.path, "belongs to another user")
  if ((found.mode & 0o077) !== 0) throw bad(home.path, "can be opened by other users: chmod 700 it")
}

function bad(path: string, why: string): MinijujuError {
  return new MinijujuError("bad-argument", `minijuju's folder "${path}" ${why}`)
}
