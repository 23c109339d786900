import type { ActionRun } from "../context/execution.ts"
import type { CharmRun } from "./charm-run.ts"
import type { ExecutionEnd } from "./execute.ts"

/** The result of an action, in the shape of `juju run --format json`. */
export interface ActionResult {
  readonly id: string
  /** `error`: the parameters were refused and the charm did not run. */
  readonly status: "completed" | "failed" | "error"
  readonly message: string
  readonly results: Readonly<Record<string, unknown>>
  readonly log: readonly string[]
}

/** Runs an action. Its writes are committed when the process exits with 0, also after action-fail (as in Juju). */
export async function runAction(
  charmRun: CharmRun,
  run: ActionRun,
  execute: () => Promise<ExecutionEnd>,
): Promise<ActionResult> {
  const { context } = charmRun
  const { observer, unit } = context
  const hook = `action ${run.name}`
  observer.emit({ type: "hook-started", unit: unit.name, hook, attempt: 1 })
  const started = performance.now()
  let end = await execute()
  if (end.outcome === "missing")
    end = { ...end, outcome: "failed", reason: `action not implemented on unit "${unit.name}"` }
  const committed = charmRun.commit(end)
  if (committed !== end)
    end = {
      ...end,
      outcome: "failed",
      code: 1,
      reason: "committing requested changes failed",
      stderr: `${end.stderr}${committed.reason}\n`,
    }
  const result = actionResult(run, end)
  observer.emit({
    type: "hook-finished",
    unit: unit.name,
    hook,
    outcome: result.status === "completed" ? "ok" : "failed",
    durationMs: performance.now() - started,
    toolCalls: context.toolCalls,
    ...(result.message === "" ? {} : { reason: result.message }),
  })
  return result
}

export function actionResult(run: ActionRun, end: ExecutionEnd): ActionResult {
  const results: Record<string, unknown> = plain(run.results)
  results["return-code"] = end.code
  if (end.stdout !== "") results.stdout = end.stdout
  if (end.stderr !== "") results.stderr = end.stderr
  const ok = end.outcome === "ok" && run.failure === undefined
  return {
    id: run.id,
    status: ok ? "completed" : "failed",
    message: end.outcome === "ok" ? (run.failure ?? "") : end.reason,
    results,
    log: run.log,
  }
}

function plain(map: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    [...map].map(([key, value]) => [key, value instanceof Map ? plain(value) : value]),
  )
}
