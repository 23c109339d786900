import { type HookToolRunner, isLeader } from "../hook-tools.ts"

/** Juju guarantees leadership for 30 s after `is-leader`. */
const GUARANTEE_MS = 30_000

/** The cached result of `is-leader`, read again when Juju's guarantee has expired. */
export class Leadership {
  readonly #runner: HookToolRunner
  readonly #now: () => number
  #answer: { readonly isLeader: boolean; readonly until: number } | undefined

  /** @param now a monotonic clock, in milliseconds */
  constructor(runner: HookToolRunner, now: () => number) {
    this.#runner = runner
    this.#now = now
  }

  isLeader(): boolean {
    // Taken before the call, because the guarantee may begin at any time during it.
    const asked = this.#now()
    if (this.#answer === undefined || asked >= this.#answer.until) {
      this.#answer = { isLeader: isLeader(this.#runner), until: asked + GUARANTEE_MS }
    }
    return this.#answer.isLeader
  }
}
