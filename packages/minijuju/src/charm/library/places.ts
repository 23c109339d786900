import { existsSync, readdirSync } from "node:fs"
import { basename, delimiter, dirname, join, resolve } from "node:path"
import { MinijujuError } from "../../state/errors.ts"
import { readDeclaration } from "../archive.ts"
import { LOCK_FILE, type NamedCharm, readLockFile } from "./lock-file.ts"
import { standIns } from "./stand-ins.ts"

/** Where charms are looked up by name, in this order. */
export interface CharmPlaces {
  /** The charms.lock of the caller's project: in its working directory, or in the nearest folder above. */
  readonly lockFile: string | undefined
  /** Folders of MINIJUJU_CHARMS. */
  readonly folders: readonly string[]
  /** The user's folder, which `charms add` fills. */
  readonly own: string
  /** Folder for the archives of the charms that come with minijuju. */
  readonly standIns: string
}

/** What a place contains. */
export interface PlaceContent {
  /** A path, or "minijuju" for what comes with it. */
  readonly place: string
  readonly charms: readonly NamedCharm[]
  /** Why its charms.lock cannot be read: nobody knows then which charm a name means there. */
  readonly invalid?: string
  /** Why archives there cannot be used, one line each. */
  readonly problems: readonly string[]
}

/**
 * @param home minijuju's folder
 * @param folders value of MINIJUJU_CHARMS: folders, separated as in PATH
 */
export function charmPlaces(home: string, cwd: string, folders: string | undefined): CharmPlaces {
  return {
    lockFile: nearestLockFile(cwd),
    folders: (folders ?? "")
      .split(delimiter)
      .filter((folder) => folder !== "")
      .map((folder) => resolve(cwd, folder)),
    own: join(home, "charms"),
    standIns: join(home, "stand-ins"),
  }
}

/** Reads all places. A file that cannot be read is a problem of its place, and hides no other charm. */
export async function readPlaces(places: CharmPlaces): Promise<PlaceContent[]> {
  const { lockFile, folders, own } = places
  const project = lockFile === undefined ? [] : [{ place: lockFile, ...locked(lockFile), problems: [] }]
  const others = await Promise.all([...folders, own].map(readFolder))
  return [...project, ...others, { place: "minijuju", charms: standIns(places.standIns), problems: [] }]
}

function nearestLockFile(folder: string): string | undefined {
  const file = join(folder, LOCK_FILE)
  if (existsSync(file)) return file
  return dirname(folder) === folder ? undefined : nearestLockFile(dirname(folder))
}

/** Names archives by the folder's charms.lock, and those that are not in it by their metadata and file name. */
export async function readFolder(folder: string): Promise<PlaceContent> {
  const file = join(folder, LOCK_FILE)
  const { charms, ...lock } = existsSync(file) ? locked(file) : { charms: [] }
  const known = new Set(charms.map(({ path }) => path))
  const others = archivesIn(folder).filter((path) => !known.has(path))
  const found = await Promise.all(others.map(nameOf))
  return {
    place: folder,
    ...lock,
    charms: [...charms, ...found.filter((one) => typeof one !== "string")],
    problems: found.filter((one) => typeof one === "string"),
  }
}

/** The charm archives of a folder; none if it does not exist. */
export function archivesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".charm"))
    return names.sort().map((name) => join(folder, name))
  } catch {
    return []
  }
}

function locked(file: string): Pick<PlaceContent, "charms" | "invalid"> {
  try {
    return { charms: readLockFile(file) }
  } catch (error) {
    const why = reason(error)
    return { charms: [], invalid: why.includes(file) ? why : `${file}: ${why}` }
  }
}

/** `juju download` ends a file's name with the revision: `postgresql_r553.charm`. */
export function revisionInName(path: string): number | undefined {
  const [, digits] = /_r(\d{1,9})\.charm$/.exec(basename(path)) ?? []
  return digits === undefined ? undefined : Number(digits)
}

async function nameOf(path: string): Promise<NamedCharm | string> {
  try {
    const { spec } = await readDeclaration(path)
    return { name: spec.metadata.name, path, revision: revisionInName(path) ?? 0 }
  } catch (error) {
    return `${path}: ${reason(error)}`
  }
}

function reason(error: unknown): string {
  if (error instanceof MinijujuError || error instanceof Error) return error.message
  return String(error)
}
