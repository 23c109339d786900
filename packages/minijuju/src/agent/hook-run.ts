import { flush, flushObstacle } from "../context/flush.ts"
import { HookContext } from "../context/hook-context.ts"
import { hookDone, observedVersions } from "../rules/hook-done.ts"
import type { Observer } from "../state/events.ts"
import type { Hook } from "../state/hook.ts"
import type { ModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import { beforeHook } from "./before-hook.ts"
import { type ExecutionEnd, failed } from "./execute.ts"

/**
 * One run of a hook, whoever decides when it starts and ends: agents in real time, or a test step by step. Creating it
 * does what the agent does before the hook; then the charm runs in `context`, and `commit` ends the hook.
 */
export class HookRun {
  readonly hook: Hook
  readonly context: HookContext
  readonly #shown

  constructor(state: ModelState, unit: UnitState, hook: Hook, observer: Observer) {
    beforeHook(state, unit, hook, observer)
    this.hook = hook
    this.#shown = observedVersions(state, unit, hook)
    this.context = new HookContext(state, unit, { kind: "hook", hook }, observer)
  }

  /**
   * Commits the writes of a charm that has succeeded, and records that the hook has run.
   * @returns how the hook ended: it fails if the controller refuses its writes
   */
  commit(end: ExecutionEnd): ExecutionEnd {
    if (end.outcome === "ok") {
      const obstacle = flushObstacle(this.context)
      if (obstacle !== undefined) return failed(obstacle)
      flush(this.context)
    }
    if (end.outcome === "ok" || end.outcome === "missing") this.done()
    return end
  }

  /** Records that the hook counts as run, without its writes. */
  done(): void {
    hookDone(this.context.state, this.context.unit, this.hook, this.#shown)
  }
}
