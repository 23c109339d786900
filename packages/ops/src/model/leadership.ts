import { type HookToolRunner, isLeader } from "../hook-tools.ts"

/** Juju guarantees leadership for 30 s from the moment it was asked. */
const GUARANTEE_MS = 30_000

/** The answer of `is-leader`, asked again when Juju's guarantee has run out. */
export class Leadership {
  readonly #runner: HookToolRunner
  readonly #now: () => number
  #answer: { readonly isLeader: boolean; readonly until: number } | undefined

  /** @param now milliseconds of a clock that never goes back */
  constructor(runner: HookToolRunner, now: () => number) {
    this.#runner = runner
    this.#now = now
  }

  isLeader(): boolean {
    // Taken before the call: the guarantee may have begun at any time during it.
    const asked = this.#now()
    if (this.#answer === undefined || asked >= this.#answer.until) {
      this.#answer = { isLeader: isLeader(this.#runner), until: asked + GUARANTEE_MS }
    }
    return this.#answer.isLeader
  }
}
