import { type HookToolRunner, refusalOf, storageGet } from "../hook-tools.ts"
import { ModelError } from "./errors.ts"

/** A storage instance attached to this unit. */
export class Storage {
  readonly name: string
  readonly index: number
  readonly #runner: HookToolRunner
  #location: string | undefined

  /** @param id `data/0`; @param location if the hook's environment contains it */
  constructor(runner: HookToolRunner, id: string, location?: string) {
    const match = /^(.+)\/(\d+)$/.exec(id)
    if (match?.[1] === undefined) throw new ModelError(`"${id}" is not the id of a storage (like "data/0")`)
    this.name = match[1]
    this.index = Number(match[2])
    this.#runner = runner
    this.#location = location === "" ? undefined : location
  }

  get id(): string {
    return `${this.name}/${this.index}`
  }

  /**
   * The path (file systems) or device (block devices).
   * @throws ModelError if the storage is not attached to this unit (any more), as in a deferred event that outlives it
   */
  get location(): string {
    this.#location ??= this.#read()
    return this.#location
  }

  #read(): string {
    try {
      return storageGet(this.#runner, this.id).location
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      throw new ModelError(`the storage ${this.id} is not attached to this unit: ${refusal}`, {
        cause: error,
      })
    }
  }
}
