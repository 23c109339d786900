import { type Hook, isStorageHook } from "../state/hook.ts"
import { getApplication, type ModelState } from "../state/model-state.ts"
import type { PendingHook, UnitState } from "../state/unit.ts"

/**
 * Records that a unit is no longer the leader. The agent calls this only between two hooks: leadership that is
 * lost and regained while a hook runs has not changed for it (Juju: `uniter/leadership/resolver.go`,
 * `resignLeadership` in `operation/leader.go`).
 */
export function resignLeadership(state: ModelState, unit: UnitState): void {
  if (!isLeader(state, unit) || unit.life !== "alive") unit.leading = false
}

/**
 * Records the hook that the agent runs next. From now on leadership counts as accepted, although leader-elected
 * has not run yet (Juju: `acceptLeadership` in `operation/leader.go`).
 */
export function takeUpHook(unit: UnitState, hook: Hook): PendingHook {
  if (unit.pending === undefined && hook.kind === "leader-elected") unit.leading = true
  unit.pending ??= { hook, state: "queued", failures: 0 }
  return unit.pending
}

/**
 * Whether a queued hook is no longer needed: leader-elected of a unit that has lost leadership (Juju:
 * `operation/runhook.go`).
 */
export function isObsolete(state: ModelState, unit: UnitState, hook: Hook): boolean {
  if (isStorageHook(hook)) return state.storages.get(hook.storageId)?.attachment?.unit !== unit.name
  return hook.kind === "leader-elected" && !isLeader(state, unit)
}

function isLeader(state: ModelState, unit: UnitState): boolean {
  return getApplication(state, unit.application).leader === unit.name
}
