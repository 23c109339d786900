import { type HookToolRunner, storageGet } from "../hook-tools.ts"
import { ModelError } from "./errors.ts"

/** One storage instance attached to the own unit. */
export class Storage {
  readonly name: string
  readonly index: number
  readonly #runner: HookToolRunner
  #location: string | undefined

  /** @param id `data/0`; @param location where Juju has told it already */
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

  /** The path (file systems) or device (block devices). */
  get location(): string {
    this.#location ??= storageGet(this.#runner, this.id).location
    return this.#location
  }
}
