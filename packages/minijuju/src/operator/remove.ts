import { leaveScope, removeApplicationIfEmpty } from "../rules/removal.ts"
import type { Observer } from "../state/events.ts"
import { getApplication, getUnit, type ModelState, relationsOf } from "../state/model-state.ts"
import { isPeer } from "../state/relation.ts"
import type { UnitState } from "../state/unit.ts"
import { dismissRelation, findRelation } from "./integrate.ts"
import { ensureLeader } from "./leadership.ts"

/** Starts the removal of the relation between two applications. */
export function removeRelation(state: ModelState, a: string, b: string, observer: Observer): void {
  dismissRelation(state, findRelation(state, a, b), observer)
}

/** Starts the removal of a unit: it has departed, broken, stop and remove hooks to run. */
export function removeUnit(state: ModelState, name: string): UnitState {
  const unit = getUnit(state, name)
  if (unit.life === "alive") unit.life = "dying"
  return unit
}

/** Starts the removal of an application and of its relations. Its units must be removed as well. */
export function dismissApplication(state: ModelState, name: string, observer: Observer): void {
  getApplication(state, name).life = "dying"
  for (const relation of relationsOf(state, name))
    if (!isPeer(relation)) dismissRelation(state, relation, observer)
}

/** Removes a unit whose last hook has run, and its application if that is being removed and has no other units. */
export function unitGone(state: ModelState, unit: UnitState, observer: Observer): void {
  unit.life = "dead"
  for (const { id } of relationsOf(state, unit.application)) leaveScope(state, unit, id)
  const application = getApplication(state, unit.application)
  application.units.delete(unit.name)
  ensureLeader(application, observer)
  observer.emit({ type: "unit-removed", unit: unit.name })
  removeApplicationIfEmpty(state, unit.application)
}
