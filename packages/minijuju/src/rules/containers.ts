import type { ModelState } from "../state/model-state.ts"
import { relationsOf } from "../state/model-state.ts"
import { isContained, isPeer, type RelationState, remoteEndpoint } from "../state/relation.ts"
import { byUnitName, type UnitState } from "../state/unit.ts"

export function isSubordinate(state: ModelState, application: string): boolean {
  return state.applications.get(application)?.charm.spec.metadata.subordinate ?? false
}

/** Returns the relations in which a unit takes part, by id. */
export function relationsOfUnit(state: ModelState, unit: UnitState): RelationState[] {
  return relationsOf(state, unit.application).filter((relation) => takesPart(state, relation, unit))
}

/**
 * Whether a relation concerns a unit. A subordinate does not see the relations of its application to the principals of
 * other units (Juju: `Valid` in `state/relationunit.go`).
 */
function takesPart(state: ModelState, relation: RelationState, unit: UnitState): boolean {
  if (unit.principal === undefined || isPeer(relation) || !isContained(relation)) return true
  const other = remoteEndpoint(relation, unit.application)?.application ?? ""
  return isSubordinate(state, other) || other === applicationOf(unit.principal)
}

/** Returns the subordinates of a unit, in all states of their removal. */
export function subordinatesOf(state: ModelState, { name }: UnitState): UnitState[] {
  return [...state.applications.values()]
    .filter(({ charm }) => charm.spec.metadata.subordinate)
    .flatMap(({ units }) => [...units.values()].filter(({ principal }) => principal === name))
    .sort(byUnitName)
}

/**
 * Returns the application of which a unit gets a subordinate when it enters a relation; undefined if there is none
 * (Juju: `subordinateOps` in `state/relationunit.go`).
 */
export function subordinateSide(
  state: ModelState,
  relation: RelationState,
  unit: UnitState,
): string | undefined {
  if (unit.principal !== undefined || isPeer(relation) || !isContained(relation)) return undefined
  const other = remoteEndpoint(relation, unit.application)?.application
  return other !== undefined && isSubordinate(state, other) ? other : undefined
}

/** Returns a unit's subordinate of one application. */
export function findSubordinate(
  state: ModelState,
  application: string,
  { name }: UnitState,
): UnitState | undefined {
  for (const unit of state.applications.get(application)?.units.values() ?? [])
    if (unit.principal === name) return unit
  return undefined
}

/** Whether a unit cannot enter a relation yet: its former subordinate is not gone (Juju: `ErrCannotEnterScopeYet`). */
export function mustWaitToEnter(state: ModelState, relation: RelationState, unit: UnitState): boolean {
  const side = subordinateSide(state, relation, unit)
  const former = side === undefined ? undefined : findSubordinate(state, side, unit)
  return former !== undefined && former.life !== "alive"
}

/** Whether no relation binds a subordinate to its principal's application any more: then it is removed. */
export function isUnbound(state: ModelState, unit: UnitState): boolean {
  if (unit.principal === undefined) return false
  const application = applicationOf(unit.principal)
  return !relationsOf(state, unit.application).some(
    (relation) =>
      relation.life === "alive" &&
      isContained(relation) &&
      remoteEndpoint(relation, unit.application)?.application === application,
  )
}

function applicationOf(unitName: string): string {
  return unitName.split("/")[0] ?? ""
}
