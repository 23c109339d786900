import { createHash, randomUUID } from "node:crypto"
import { createReadStream, readdirSync, rmSync } from "node:fs"
import { copyFile, mkdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import type { ModelState } from "../state/model-state.ts"
import type { ResourceState } from "../state/resource.ts"
import { syncPath } from "../store/state-file.ts"
import type { ResourceFiles } from "./resource-files.ts"

/** A model's copies of the resources of its applications. */
export class ResourceStore {
  readonly #dir: string
  /** Copies that may be removed when no application uses them. */
  readonly #copies: Set<string>

  constructor(modelDir: string, state: ModelState) {
    this.#dir = join(modelDir, "resources")
    this.#copies = new Set(usedFiles(state))
  }

  /** Removes copies that an earlier process has left behind. */
  dropOrphans(state: ModelState): void {
    const used = usedFiles(state)
    for (const name of existing(this.#dir)) if (!used.has(join(this.#dir, name))) drop(join(this.#dir, name))
  }

  /** Copies files and passes the copies to `use`, which puts them into the model. */
  async withCopies<T>(
    files: ResourceFiles,
    use: (contents: ReadonlyMap<string, ResourceState>) => T,
  ): Promise<T> {
    const contents = new Map<string, ResourceState>()
    try {
      for (const [name, path] of Object.entries(files)) contents.set(name, await this.#copy(path))
      return use(contents)
    } finally {
      for (const { file } of contents.values()) this.#copies.add(file)
    }
  }

  /** Removes copies that no application uses any more. */
  dropUnused(state: ModelState): void {
    if (this.#copies.size === 0) return
    const used = usedFiles(state)
    for (const file of this.#copies) {
      if (used.has(file)) continue
      this.#copies.delete(file)
      drop(file)
    }
  }

  async #copy(path: string): Promise<ResourceState> {
    await mkdir(this.#dir, { recursive: true })
    const file = join(this.#dir, randomUUID())
    await copyFile(path, file)
    syncPath(file)
    syncPath(this.#dir)
    const hash = createHash("sha384")
    await pipeline(createReadStream(file), hash)
    const { size } = await stat(file)
    return { file, size, fingerprint: hash.digest("hex"), uploaded: new Date(), units: new Set() }
  }
}

function usedFiles({ applications }: ModelState): Set<string> {
  const resources = [...applications.values()].flatMap((application) => [...application.resources.values()])
  return new Set(resources.map(({ file }) => file))
}

function existing(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}

function drop(file: string): void {
  rmSync(file, { force: true })
}
