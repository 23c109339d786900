import { unitApplication } from "../state/cross-model.ts"
import { findUnit, type ModelState } from "../state/model-state.ts"
import { isContained, isEnding, isPeer, type RelationState, remoteEndpoint } from "../state/relation.ts"
import { byUnitName, containerOf, type UnitState } from "../state/unit.ts"

/**
 * Returns the remote units that a unit should know now, with the versions of their databags. A unit that is
 * being removed counts as departed; a relation that is being removed has no members.
 */
export function membersInScope(
  state: ModelState,
  relation: RelationState,
  unit: UnitState,
): ReadonlyMap<string, number> {
  const members = new Map<string, number>()
  if (isEnding(relation) || unit.life !== "alive") return members
  const remote = remoteEndpoint(relation, unit.application)
  if (remote === undefined) return members
  if (state.remotes.has(remote.application)) {
    for (const [name, { inScope, settings }] of relation.units)
      if (inScope && unitApplication(name) === remote.application) members.set(name, settings.version)
    return members
  }
  const others = isContained(relation)
    ? unitsInContainer(state, relation, remote.application, containerOf(unit))
    : [...relation.units]
        .filter(([, { inScope }]) => inScope)
        .map(([name]) => findUnit(state, name))
        .filter((other) => other !== undefined)
  const found = others
    .filter(({ name, application, life }) => {
      return application === remote.application && life === "alive" && name !== unit.name
    })
    .sort(byUnitName)
  for (const other of found) members.set(other.name, relation.units.get(other.name)?.settings.version ?? 0)
  return members
}

/** Returns the units of an application in a relation that run next to the same principal: one at most, in Juju's models. */
function unitsInContainer(
  state: ModelState,
  relation: RelationState,
  application: string,
  container: string,
): UnitState[] {
  const units = state.applications.get(application)?.units ?? new Map<string, UnitState>()
  const principal = units.get(container)
  const found =
    principal === undefined ? [...units.values()].filter((each) => each.principal === container) : [principal]
  return found.filter(({ name }) => relation.units.get(name)?.inScope)
}

/** Returns relations in the order in which the agent checks them: peer relations last (Juju 3.6), then by id. */
export function inResolverOrder(state: ModelState, ids: Iterable<number>): RelationState[] {
  return [...ids]
    .map((id) => state.relations.get(id))
    .filter((relation) => relation !== undefined)
    .sort((a, b) => Number(isPeer(a)) - Number(isPeer(b)) || a.id - b.id)
}
