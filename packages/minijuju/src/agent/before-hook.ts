import { networkKeys } from "../context/flush.ts"
import { unitRelation } from "../rules/hook-done.ts"
import type { Observer } from "../state/events.ts"
import { type Hook, isRelationHook } from "../state/hook.ts"
import type { ModelState } from "../state/model-state.ts"
import { relationKey } from "../state/relation.ts"
import { applySettings, emptySettings } from "../state/settings.ts"
import { statusInfo } from "../state/status.ts"
import type { UnitState } from "../state/unit.ts"

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
    if (hook.kind === "created") enterScope(state, unit, hook.relationId, observer)
    if (hook.kind !== "created") unitRelation(unit, hook.relationId).cache.delete(hook.remoteUnit)
    return
  }
  const message = AGENT_STATUS[hook.kind]
  if (message !== undefined && (hook.kind !== "install" || !unit.statusSet)) {
    unit.workloadStatus = statusInfo("maintenance", message)
  }
}

/** Enters the scope: from now on the remote units see this unit and its databag, with the keys that Juju sets. */
function enterScope(state: ModelState, unit: UnitState, relationId: number, observer: Observer): void {
  const relation = state.relations.get(relationId)
  if (relation === undefined || relation.units.get(unit.name)?.inScope) return
  const settings = relation.units.get(unit.name)?.settings ?? emptySettings()
  relation.units.set(unit.name, { inScope: true, settings })
  const changes = applySettings(settings, networkKeys(state, unit))
  observer.emit({
    type: "databag-changed",
    relationId,
    relation: relationKey(relation),
    owner: unit.name,
    changes,
  })
}
