import { isConsumed, unitApplication } from "../state/cross-model.ts"
import { type ModelState, relationsOf } from "../state/model-state.ts"
import type { RelationState } from "../state/relation.ts"
import type { UnitState } from "../state/unit.ts"
import { endGrantsOf, removeOrphanedSecrets } from "./secret-removal.ts"

/** Removes a unit from a relation's scope. The last unit to leave a dying relation removes it. */
export function leaveScope(state: ModelState, unit: UnitState, relationId: number): void {
  const relation = state.relations.get(relationId)
  const place = relation?.units.get(unit.name)
  if (place !== undefined) place.inScope = false
  if (relation !== undefined) removeRelationIfEmpty(state, relation)
}

export function removeRelationIfEmpty(state: ModelState, relation: RelationState): void {
  if (relation.life !== "dying") return
  // Units of another model leave there.
  const isLocal = (unit: string) => !state.remotes.has(unitApplication(unit))
  if ([...relation.units].some(([name, { inScope }]) => inScope && isLocal(name))) return
  state.relations.delete(relation.id)
  endGrantsOf(state, relation.id)
  for (const { application } of relation.endpoints) {
    for (const unit of state.applications.get(application)?.units.values() ?? [])
      unit.relations.delete(relation.id)
    removeRemoteIfUnused(state, application)
  }
}

/** Removes an application that consumes an offer with its last relation, and an offer that is no longer consumed. */
export function removeRemoteIfUnused(state: ModelState, name: string): void {
  const remote = state.remotes.get(name)
  if (remote === undefined || relationsOf(state, name).length > 0) return
  if (isConsumed(remote) && remote.life === "alive") return
  state.remotes.delete(name)
  removeOrphanedSecrets(state)
}

/** Removes a dying application without units, with its peer relations and the secrets of removed owners. */
export function removeApplicationIfEmpty(state: ModelState, name: string): void {
  removeEmptyApplication(state, name)
  removeOrphanedSecrets(state)
}

function removeEmptyApplication(state: ModelState, name: string): void {
  const application = state.applications.get(name)
  if (application === undefined || application.life !== "dying" || application.units.size > 0) return
  for (const relation of relationsOf(state, name)) {
    relation.life = "dying"
    removeRelationIfEmpty(state, relation)
  }
  state.applications.delete(name)
}
