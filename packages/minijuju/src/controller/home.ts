import { lstatSync, mkdirSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, isAbsolute, join } from "node:path"
import { fitsSocket } from "../model/model-dir.ts"
import { MinijujuError } from "../state/errors.ts"

/** Paths of one user's models, log and sockets. Other users have no access to them. */
export interface Home {
  readonly path: string
  readonly models: string
  readonly sockets: string
  readonly log: string
  readonly current: string
}

/** Returns the folder MINIJUJU_HOME, or `minijuju` in the user's data folder (XDG_DATA_HOME, `~/.local/share`). */
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

/** Creates the folder with access for its user only, and refuses one that others can access. */
export function makeHome(home: Home): void {
  withHome(home, () => {
    if (lstatSync(home.path, { throwIfNoEntry: false }) === undefined) makeFolder(home.path)
    checkHome(home)
    makeFolder(home.models)
  })
}

/**
 * Creates a folder and its parents. Node's recursive mkdir never returns where the system answers ENOENT, as in
 * /proc.
 */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another command may have created it at the same time.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

/**
 * Uses files in minijuju's folder.
 * @throws MinijujuError that names the folder, if the system refuses access
 */
export function withHome<T>(home: Home, use: () => T): T {
  try {
    return use()
  } catch (error) {
    if (error instanceof MinijujuError) throw error
    if (error instanceof Error && "code" in error && typeof error.code === "string")
      throw bad(home.path, `cannot be used: ${error.message}`)
    throw error
  }
}

/**
 * Returns an identifier that differs for another folder at the same path; undefined if the folder does not
 * exist.
 */
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
