import { type HookToolRunner, statusGet, statusSet } from "../hook-tools.ts"
import { type AnyStatus, checkSettable, statusFrom } from "./status.ts"

/** The status of this unit or its application. Set at once: Juju keeps a status even if the hook fails. */
export class StatusSlot {
  readonly #runner: HookToolRunner
  readonly #application: boolean
  #known: AnyStatus | undefined
  #set: AnyStatus | undefined

  constructor(runner: HookToolRunner, application: boolean) {
    this.#runner = runner
    this.#application = application
  }

  get(): AnyStatus {
    if (this.#known === undefined) {
      const { status, message } = statusGet(this.#runner, { application: this.#application })
      this.#known = statusFrom(status, message)
    }
    return this.#known
  }

  /** Makes no call if this dispatch has already set the same status. */
  set(status: unknown): void {
    checkSettable(status)
    if (this.#set?.equals(status) === true) return
    statusSet(this.#runner, { application: this.#application }, status.name, status.message)
    this.#set = status
    this.#known = status
  }
}
