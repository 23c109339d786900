import { unitRelation } from "../rules/hook-done.ts"
import type { Observer } from "../state/events.ts"
import { type Hook, isRelationHook } from "../state/hook.ts"
import type { ModelState } from "../state/model-state.ts"
import { statusInfo } from "../state/status.ts"
import type { UnitState } from "../state/unit.ts"
import { enterScope } from "./scopes.ts"

/** The status message that the agent sets until the charm sets a status of its own. */
const AGENT_STATUS: Partial<Record<Hook["kind"], string>> = {
  install: "installing charm software",
  stop: "stopping charm software",
  remove: "cleaning up prior to charm deletion",
}

/**
 * Does what the agent does right before a hook: enters the relation's scope and refreshes the data that the
 * hook is about.
 */
export function beforeHook(state: ModelState, unit: UnitState, hook: Hook, observer: Observer): void {
  if (isRelationHook(hook)) {
    const relation = state.relations.get(hook.relationId)
    if (hook.kind === "created" && relation !== undefined) enterScope(state, unit, relation, observer)
    if (hook.kind !== "created") unitRelation(unit, hook.relationId).cache.delete(hook.remoteUnit)
    return
  }
  const message = AGENT_STATUS[hook.kind]
  if (message !== undefined && (hook.kind !== "install" || !unit.statusSet)) {
    unit.workloadStatus = statusInfo("maintenance", message)
  }
}
