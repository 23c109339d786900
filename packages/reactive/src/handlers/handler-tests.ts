import type { CharmMetadata } from "@charmkit/ops/metadata"
import type { Flags } from "../flags/flags.ts"
import type { Condition } from "./condition.ts"
import { changedFiles, type SeenFiles } from "./file-changes.ts"
import type { Handler } from "./handler.ts"
import { expandHookPattern } from "./hook-pattern.ts"

/** Stored state: the files' fingerprints when each handler last ran, by the handler's id. */
export interface FileMemory {
  get(id: string): SeenFiles
  set(id: string, files: SeenFiles): void
}

export interface HandlerTestsOptions {
  /** `db-relation-changed` */
  readonly hook: string
  readonly meta: CharmMetadata
  readonly flags: Flags
  readonly files: FileMemory
}

/** Tests handlers' conditions. A test has no side effect, so it can be repeated at any time. */
export class HandlerTests {
  readonly #options: HandlerTestsOptions
  readonly #seen = new Map<string, SeenFiles>()
  readonly #ids = new Map<Handler, string>()
  readonly #counts = new Map<string, number>()

  constructor(options: HandlerTestsOptions) {
    this.#options = options
  }

  holds(handler: Handler): boolean {
    const id = this.#idOf(handler)
    return handler.conditions.every((condition) => this.#test(condition, id))
  }

  /** Stores the file fingerprints of the handler's last test as seen. */
  running(handler: Handler): void {
    const id = this.#idOf(handler)
    const seen = this.#seen.get(id)
    if (seen !== undefined) this.#options.files.set(id, seen)
  }

  /** Returns an id per handler. Handlers with equal name and conditions are numbered in order of registration. */
  #idOf(handler: Handler): string {
    const known = this.#ids.get(handler)
    if (known !== undefined) return known
    const { id } = handler
    const count = (this.#counts.get(id) ?? 0) + 1
    this.#counts.set(id, count)
    const own = count === 1 ? id : `${id} ${count}`
    this.#ids.set(handler, own)
    return own
  }

  #test(condition: Condition, id: string): boolean {
    const { hook, meta, flags, files } = this.#options
    switch (condition.kind) {
      case "when":
        return flags.allSet(...condition.flags)
      case "whenAny":
        return flags.anySet(...condition.flags)
      case "whenNot":
        return !flags.anySet(...condition.flags)
      case "whenNotAll":
        return !flags.allSet(...condition.flags)
      case "hook":
        return condition.patterns.some((pattern) => expandHookPattern(pattern, meta).includes(hook))
      case "restricted":
        return condition.hook === hook
      case "whenFileChanged": {
        const now = changedFiles(condition.paths, condition.hash, files.get(id))
        if (now !== undefined) this.#seen.set(id, { ...files.get(id), ...this.#seen.get(id), ...now })
        return now !== undefined
      }
    }
  }
}
