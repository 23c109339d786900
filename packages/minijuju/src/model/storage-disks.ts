import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, rmSync, symlinkSync } from "node:fs"
import { rm } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { jujuRules } from "../state/juju-version.ts"
import { getApplication, type ModelState } from "../state/model-state.ts"
import { declaredStorages, type StorageState, storageRange, storageUuid } from "../state/storage.ts"
import type { UnitState } from "../state/unit.ts"

/** Where Juju mounts a file system for which the charm names no place. */
const JUJU_STORAGE = "/var/lib/juju/storage"

/** The folders and files of a model that stand in for disks. */
export class StorageDisks {
  readonly #dir: string
  #known = new Set<string>()

  constructor(modelDir: string) {
    this.#dir = join(modelDir, "storage")
    for (const name of list(this.#dir))
      for (const number of list(join(this.#dir, name))) this.#known.add(`${name}/${number}`)
  }

  /**
   * Makes a storage's disk, and for a file system the place at which the unit finds it: the path of Juju below the
   * unit's folder, a link to the disk. Returns the path for the charm.
   */
  mount(state: ModelState, unit: UnitState, storage: StorageState, unitDir: string): string {
    const disk = join(this.#dir, storage.id)
    this.#known.add(storage.id)
    mkdirSync(dirname(disk), { recursive: true })
    if (storage.kind === "block") {
      const fd = openSync(disk, "a", 0o600)
      ftruncateSync(fd, storage.size * 1024 * 1024)
      closeSync(fd)
      return disk
    }
    mkdirSync(disk, { recursive: true })
    const place = join(unitDir, "root", resolve("/", mountPoint(state, unit, storage)))
    mkdirSync(dirname(place), { recursive: true })
    rmSync(place, { force: true })
    symlinkSync(disk, place)
    return place
  }

  /** Removes the disks of removed storages, with their content. If it fails, the next process tries again. */
  dropUnused({ storages }: ModelState): void {
    for (const id of this.#known) {
      if (storages.has(id)) continue
      this.#known.delete(id)
      void rm(join(this.#dir, id), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
    }
  }
}

function mountPoint(state: ModelState, unit: UnitState, storage: StorageState): string {
  const { id } = storage
  const declared = declaredStorages(getApplication(state, unit.application).charm).get(storage.name)
  if (declared?.location !== undefined && storageRange(declared).max === 1) return declared.location
  const name = jujuRules(state).mountsByUuid ? storageUuid(state, id, unit.name) : id
  return join(declared?.location ?? JUJU_STORAGE, name)
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}
