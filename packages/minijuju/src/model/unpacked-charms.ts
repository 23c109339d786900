import { basename } from "node:path"
import { type UnpackedCharm, unpackArchive } from "../charm/unpack.ts"
import type { ModelState } from "../state/model-state.ts"
import type { ModelDir } from "./model-dir.ts"

interface Entry {
  readonly charm: Promise<UnpackedCharm>
  users: number
}

/**
 * A model's unpacked charms. An archive may contain a whole runtime, so each is unpacked once per process, and
 * units get copies.
 */
export class UnpackedCharms {
  readonly #dir: ModelDir
  readonly #entries = new Map<string, Entry>()

  constructor(dir: ModelDir) {
    this.#dir = dir
  }

  /**
   * Passes the unpacked contents of an archive to `use`. They stay until `use` has ended and `dropUnused`
   * removes them.
   *
   * @param archive the model's copy
   * @param name the archive's name in errors
   * @throws MinijujuError if the archive is damaged
   */
  async use<T>(archive: string, use: (charm: UnpackedCharm) => T | Promise<T>, name?: string): Promise<T> {
    const entry = this.#entries.get(archive) ?? { charm: this.#unpack(archive, name), users: 0 }
    this.#entries.set(archive, entry)
    entry.users += 1
    try {
      return await use(await entry.charm)
    } finally {
      entry.users -= 1
    }
  }

  /**
   * Copies an archive, because the user's file may change later, and passes the copy to `use`. It is removed afterwards,
   * unless an application of the model has got it.
   */
  async withCopy<T>(file: string, state: ModelState, use: (archive: string) => Promise<T>): Promise<T> {
    const archive = await this.#dir.copyArchive(file)
    try {
      // Unpacks now, so that a damaged archive fails the deployment and not a unit's install hook.
      return await this.use(archive, () => use(archive), basename(file))
    } finally {
      if (!archivesOf(state).has(archive)) this.#drop(archive)
    }
  }

  /** Removes archives that no application of the model uses any more, with their unpacked contents. */
  dropUnused(state: ModelState): void {
    if (this.#entries.size === 0) return
    const used = archivesOf(state)
    for (const [archive, { users }] of this.#entries)
      if (users === 0 && !used.has(archive)) this.#drop(archive)
  }

  #drop(archive: string): void {
    this.#entries.delete(archive)
    this.#dir.dropArchive(archive)
  }

  async #unpack(archive: string, name: string | undefined): Promise<UnpackedCharm> {
    try {
      return await unpackArchive(archive, this.#dir.unpackedDir(archive), name)
    } catch (error) {
      // Unpack again the next time: a full disk may have space by then.
      this.#entries.delete(archive)
      this.#dir.dropUnpacked(archive)
      throw error
    }
  }
}

/** Returns the model's archives that its applications use. */
export function archivesOf(state: ModelState): Set<string> {
  const charms = [...state.applications.values()].map(({ charm }) => charm)
  return new Set(charms.flatMap((charm) => (charm.kind === "packed" ? [charm.archive] : [])))
}
