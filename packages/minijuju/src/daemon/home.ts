import { lstatSync, mkdirSync } from "node:fs"
import { homedir } from "node:os"
import { isAbsolute, join } from "node:path"
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
  mkdirSync(home.path, { recursive: true, mode: 0o700 })
  checkHome(home)
  mkdirSync(home.models, { recursive: true, mode: 0o700 })
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
