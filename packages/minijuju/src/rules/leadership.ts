import type { Hook } from "../state/hook.ts"
import { getApplication, type ModelState } from "../state/model-state.ts"
import type { PendingHook, UnitState } from "../state/unit.ts"

/**
 * Takes note that a unit leads no more. Its agent does so between two hooks only: leadership that was lost and regained
 * while a hook ran has not changed for it (Juju: `uniter/leadership/resolver.go`, `resignLeadership` in `operation/leader.go`).
 */
export function resignLeadership(state: ModelState, unit: UnitState): void {
  if (!isLeader(state, unit) || unit.life !== "alive") unit.leading = false
}

/**
 * Records the hook that a unit's agent has decided to run. From then on leadership counts as accepted, although
 * leader-elected has not run yet (Juju: `acceptLeadership` in `operation/leader.go`).
 */
export function takeUpHook(unit: UnitState, hook: Hook): PendingHook {
  if (unit.pending === undefined && hook.kind === "leader-elected") unit.leading = true
  unit.pending ??= { hook, state: "queued", failures: 0 }
  return unit.pending
}

/** Whether a hook's reason has gone while it waited: leader-elected of a unit that leads no more (Juju: `operation/runhook.go`). */
export function isObsolete(state: ModelState, unit: UnitState, hook: Hook): boolean {
  return hook.kind === "leader-elected" && !isLeader(state, unit)
}

function isLeader(state: ModelState, unit: UnitState): boolean {
  return getApplication(state, unit.application).leader === unit.name
}
