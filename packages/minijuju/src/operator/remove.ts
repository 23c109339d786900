import { subordinatesOf } from "../rules/containers.ts"
import { leaveScope, removeApplicationIfEmpty } from "../rules/removal.ts"
import { detached } from "../rules/storage-hook.ts"
import { MinijujuError } from "../state/errors.ts"
import type { Observer } from "../state/events.ts"
import { getApplication, getUnit, type ModelState, relationsOf } from "../state/model-state.ts"
import { isPeer } from "../state/relation.ts"
import { storagesOf } from "../state/storage.ts"
import type { UnitState } from "../state/unit.ts"
import { dismissRelation, findRelation } from "./integrate.ts"
import { ensureLeader } from "./leadership.ts"
import { removeMachineIfEmpty } from "./machines.ts"
import { removeOffersOf } from "./offers.ts"

/** Starts the removal of the relation between two applications. */
export function removeRelation(state: ModelState, a: string, b: string, observer: Observer): void {
  dismissRelation(state, findRelation(state, a, b), observer)
}

/** How units are removed. */
export interface RemovalOptions {
  /** Failed hooks count as done. */
  readonly force?: boolean
  /** Remove the storages of the units, too: otherwise they stay in the model. */
  readonly destroyStorage?: boolean
}

/**
 * Starts the removal of a unit at the operator's request.
 * @returns the unit and its subordinates, which are removed with it
 * @throws MinijujuError `bad-argument` for a subordinate, which is removed with a relation or its principal
 */
export function removeUnit(state: ModelState, name: string, options: RemovalOptions = {}): UnitState[] {
  const unit = getUnit(state, name)
  refuseToRemoveSubordinate(unit)
  return dismissUnit(state, unit, options)
}

/** Refuses to remove the unit of a subordinate, in Juju's words (`apiserver/facades/client/application`). */
export function refuseToRemoveSubordinate({ name, application, principal }: UnitState): void {
  if (principal === undefined) return
  throw new MinijujuError(
    "bad-argument",
    `unit "${name}" is a subordinate, to remove use remove-relation. Note: this will remove all units of "${application}"`,
  )
}

/** Starts the removal of a unit and its subordinates: they have departed, broken, stop and remove hooks to run. */
export function dismissUnit(state: ModelState, unit: UnitState, options: RemovalOptions = {}): UnitState[] {
  if (options.destroyStorage) for (const storage of storagesOf(state, unit.name)) storage.life = "dying"
  if (options.force) unit.ignoresFailures = true
  if (unit.life === "alive") unit.life = "dying"
  const subordinates = unit.principal === undefined ? subordinatesOf(state, unit) : []
  return [unit, ...subordinates.flatMap((each) => dismissUnit(state, each, options))]
}

/** Whether a unit without further hooks ends: a principal waits for its subordinates (Juju: `terminate` in `uniter.go`). */
export function mayLeave(state: ModelState, unit: UnitState): boolean {
  if (unit.life !== "dying" || unit.pending !== undefined) return false
  return unit.principal !== undefined || subordinatesOf(state, unit).length === 0
}

/** Starts the removal of an application and of its relations. Its units must be removed as well. */
export function dismissApplication(state: ModelState, name: string, observer: Observer): void {
  const application = getApplication(state, name)
  removeOffersOf(state, name)
  application.life = "dying"
  for (const relation of relationsOf(state, name))
    if (!isPeer(relation)) dismissRelation(state, relation, observer)
}

/** Removes a unit whose last hook has run, and its application if that is being removed and has no other units. */
export function unitGone(state: ModelState, unit: UnitState, observer: Observer): void {
  unit.life = "dead"
  for (const storage of storagesOf(state, unit.name)) detached(state, storage)
  for (const { id } of relationsOf(state, unit.application)) leaveScope(state, unit, id)
  const application = getApplication(state, unit.application)
  application.units.delete(unit.name)
  removeMachineIfEmpty(state, unit.machine)
  ensureLeader(application, observer)
  observer.emit({ type: "unit-removed", unit: unit.name })
  removeApplicationIfEmpty(state, unit.application)
}
