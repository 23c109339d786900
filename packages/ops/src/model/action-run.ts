import { actionFail, actionGet, actionLog, actionSet, type HookToolRunner } from "../hook-tools.ts"
import { flattenResults } from "./action-results.ts"

/** The running action. Results and failure reach the operator when the dispatch ends; log lines at once. */
export class ActionRun {
  readonly #runner: HookToolRunner
  #params: Readonly<Record<string, unknown>> | undefined

  constructor(runner: HookToolRunner) {
    this.#runner = runner
  }

  /** Juju fills in the defaults of the schema. */
  get params(): Readonly<Record<string, unknown>> {
    this.#params ??= Object.freeze(actionGet(this.#runner))
    return this.#params
  }

  log(message: string): void {
    actionLog(this.#runner, message)
  }

  /** Marks the action failed; the handler goes on, and what it writes is still committed. */
  fail(message: string): void {
    actionFail(this.#runner, message)
  }

  /** Several calls add up. */
  setResults(results: object): void {
    const flat = flattenResults(results)
    if (Object.keys(flat).length > 0) actionSet(this.#runner, flat)
  }
}
