import { networkKeys } from "../context/flush.ts"
import { addSubordinate } from "../operator/deploy.ts"
import { dismissUnit } from "../operator/remove.ts"
import { findSubordinate, isUnbound, mustWaitToEnter, subordinateSide } from "../rules/containers.ts"
import { resignLeadership } from "../rules/leadership.ts"
import { leaveScope } from "../rules/removal.ts"
import type { Observer } from "../state/events.ts"
import type { ModelState } from "../state/model-state.ts"
import { isSilent, type RelationState, relationKey } from "../state/relation.ts"
import { applySettings, emptySettings } from "../state/settings.ts"
import type { UnitState } from "../state/unit.ts"

/**
 * Does what an agent does between two hooks, without a hook: it notices that it has lost leadership, enters and leaves
 * relations of the implicit endpoint `juju-info`, and starts the removal of a subordinate that no relation binds to its
 * principal any more (Juju: `SynchronizeScopes` in `uniter/relation/statetracker.go`).
 * @param ids the relations in which something may have changed
 * @returns whether the unit's removal has started, so that others may have a hook to run
 */
export function betweenHooks(
  state: ModelState,
  unit: UnitState,
  ids: Iterable<number>,
  observer: Observer,
): boolean {
  resignLeadership(state, unit)
  if (!unit.installed || unit.pending !== undefined) return false
  for (const id of ids) {
    const relation = state.relations.get(id)
    if (relation === undefined || !isSilent(relation, unit.application)) continue
    if (relation.life === "dying") leaveScope(state, unit, id)
    else if (unit.life === "alive" && !mustWaitToEnter(state, relation, unit))
      enterScope(state, unit, relation, observer)
  }
  if (unit.life !== "alive" || !isUnbound(state, unit)) return false
  dismissUnit(state, unit)
  return true
}

/**
 * Enters the scope: from now on the remote units see this unit and its databag, with the keys that Juju sets. A principal
 * gets its subordinate, if it has none yet.
 */
export function enterScope(
  state: ModelState,
  unit: UnitState,
  relation: RelationState,
  observer: Observer,
): void {
  const known = relation.units.get(unit.name)
  if (known?.inScope) return
  const settings = known?.settings ?? emptySettings()
  relation.units.set(unit.name, { inScope: true, settings })
  const changes = applySettings(settings, networkKeys(state, unit))
  observer.emit({
    type: "databag-changed",
    relationId: relation.id,
    relation: relationKey(relation),
    owner: unit.name,
    changes,
  })
  const side = subordinateSide(state, relation, unit)
  if (side !== undefined && findSubordinate(state, side, unit) === undefined)
    addSubordinate(state, side, unit, observer)
}
