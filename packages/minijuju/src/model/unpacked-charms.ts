import { type UnpackedCharm, unpackArchive } from "../charm/unpack.ts"
import type { ModelState } from "../state/model-state.ts"
import type { ModelDir } from "./model-dir.ts"

interface Kept {
  readonly charm: Promise<UnpackedCharm>
  users: number
}

/** A model's charms, each unpacked once in this process, however many units take a copy: an archive may hold a whole runtime. */
export class UnpackedCharms {
  readonly #dir: ModelDir
  readonly #kept = new Map<string, Kept>()

  constructor(dir: ModelDir) {
    this.#dir = dir
  }

  /**
   * Gives `use` what an archive holds, which stays until `use` has ended and `dropUnused` finds it unused.
   *
   * @param archive the model's copy
   * @param name what errors call it
   * @throws MinijujuError if it is damaged
   */
  async use<T>(archive: string, use: (charm: UnpackedCharm) => T | Promise<T>, name?: string): Promise<T> {
    const kept = this.#kept.get(archive) ?? { charm: this.#unpack(archive, name), users: 0 }
    this.#kept.set(archive, kept)
    kept.users += 1
    try {
      return await use(await kept.charm)
    } finally {
      kept.users -= 1
    }
  }

  /** Removes the archives that no application of the model has any more, with what was unpacked of them. */
  dropUnused(state: ModelState): void {
    if (this.#kept.size === 0) return
    const used = archivesOf(state)
    for (const [archive, { users }] of this.#kept) {
      if (users > 0 || used.has(archive)) continue
      this.#kept.delete(archive)
      this.#dir.dropArchive(archive)
    }
  }

  async #unpack(archive: string, name: string | undefined): Promise<UnpackedCharm> {
    try {
      return await unpackArchive(archive, this.#dir.unpackedDir(archive), name)
    } catch (error) {
      // A full disk may have room the next time.
      this.#kept.delete(archive)
      this.#dir.dropUnpacked(archive)
      throw error
    }
  }
}

/** The model's copies of archives that its applications are made of. */
export function archivesOf(state: ModelState): Set<string> {
  const charms = [...state.applications.values()].map(({ charm }) => charm)
  return new Set(charms.flatMap((charm) => (charm.kind === "packed" ? [charm.archive] : [])))
}
