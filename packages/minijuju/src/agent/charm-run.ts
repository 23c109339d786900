import type { Execution } from "../context/execution.ts"
import { flush, flushObstacle } from "../context/flush.ts"
import { HookContext } from "../context/hook-context.ts"
import { hookDone, type ObservedVersions, observedVersions } from "../rules/hook-done.ts"
import type { Observer } from "../state/events.ts"
import type { ModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import { beforeHook } from "./before-hook.ts"
import { type ExecutionEnd, failed } from "./execute.ts"

/**
 * One run of a charm, for a hook or an action, whoever decides when it starts and ends: agents in real time, or a test
 * step by step. Creating it does what the agent does before a hook; then the charm runs in `context`, and `commit` ends
 * the run.
 */
export class CharmRun {
  /** What the hook tools of the run see and change. */
  readonly context: HookContext
  readonly #shown: ObservedVersions | undefined

  constructor(state: ModelState, unit: UnitState, execution: Execution, observer: Observer) {
    if (execution.kind === "hook") {
      beforeHook(state, unit, execution.hook, observer)
      this.#shown = observedVersions(state, unit, execution.hook)
    }
    this.context = new HookContext(state, unit, execution, observer)
  }

  /**
   * Commits the writes of a charm that has succeeded, and records that the hook has run.
   * @returns how the run ended: it fails if the controller refuses its writes, or cannot take them
   */
  commit(end: ExecutionEnd): ExecutionEnd {
    try {
      if (end.outcome === "ok") {
        const obstacle = flushObstacle(this.context)
        if (obstacle !== undefined) return failed(obstacle)
        flush(this.context)
      }
      if (end.outcome === "ok" || end.outcome === "missing") this.done()
      return end
    } catch (error) {
      return failed(`cannot commit hook changes: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** Records that the hook counts as run, without its writes. */
  done(): void {
    const { state, unit, execution } = this.context
    if (execution.kind === "hook" && this.#shown !== undefined)
      hookDone(state, unit, execution.hook, this.#shown)
  }
}
