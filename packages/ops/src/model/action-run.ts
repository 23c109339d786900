import { actionFail, actionGet, actionLog, actionSet, type HookToolRunner } from "../hook-tools.ts"
import { flattenResults } from "./action-results.ts"

/** The running action. Results and failure are shown when the dispatch ends, log lines at once. */
export class ActionRun {
  readonly #runner: HookToolRunner
  readonly #sent = new Set<string>()
  #params: Readonly<Record<string, unknown>> | undefined

  constructor(runner: HookToolRunner) {
    this.#runner = runner
  }

  /** The action's parameters with the schema's defaults. */
  get params(): Readonly<Record<string, unknown>> {
    this.#params ??= Object.freeze(actionGet(this.#runner))
    return this.#params
  }

  log(message: string): void {
    actionLog(this.#runner, message)
  }

  /** Marks the action as failed. The handler continues, and its changes are still committed. */
  fail(message: string): void {
    actionFail(this.#runner, message)
  }

  /** Adds results; those of several calls are merged. */
  setResults(results: object): void {
    const flat = flattenResults(results, this.#sent)
    if (Object.keys(flat).length > 0) actionSet(this.#runner, flat)
    for (const key in flat) this.#sent.add(key)
  }
}
