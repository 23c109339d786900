import { relationIds } from "../rules/next-operation.ts"
import { findUnit, type ModelState } from "../state/model-state.ts"
import { isContained, type RelationState } from "../state/relation.ts"
import { containerOf, type UnitState } from "../state/unit.ts"

/**
 * What has changed since the agents last checked for hooks. Only agents that a change concerns check again, and they
 * check only the relations that have changed: otherwise each hook of a large model would cost a search of the whole
 * model.
 */
export class News {
  /** Anything may have changed. */
  everything = false
  /** Units whose own hook has ended, or whose pending hook may run. */
  readonly units = new Set<string>()
  /** The owners of changed databags, by relation. */
  readonly #databags = new Map<number, Set<string>>()

  /** Records that a databag has changed or a unit has entered the scope. */
  databag(relationId: number, owner: string): void {
    const owners = this.#databags.get(relationId)
    if (owners === undefined) this.#databags.set(relationId, new Set([owner]))
    else owners.add(owner)
  }

  /** Returns the units that must check for a hook, each with the relations to check. Afterwards nothing is new. */
  take(state: ModelState): ReadonlyMap<string, readonly number[]> {
    const found = this.everything ? everything(state) : this.#concerned(state)
    this.everything = false
    this.units.clear()
    this.#databags.clear()
    return found
  }

  #concerned(state: ModelState): Map<string, number[]> {
    const found = new Map<string, number[]>([...this.units].map((unit) => [unit, []]))
    for (const [id, owners] of this.#databags) {
      const relation = state.relations.get(id)
      const isConcerned = relation === undefined ? () => false : viewers(state, relation, owners)
      for (const { application } of relation?.endpoints ?? []) {
        for (const unit of state.applications.get(application)?.units.values() ?? []) {
          if (!isConcerned(unit)) continue
          const relations = found.get(unit.name) ?? []
          relations.push(id)
          found.set(unit.name, relations)
        }
      }
    }
    return found
  }
}

/** Tells which units see the databags of these owners: on a contained relation, those next to the same principals. */
function viewers(state: ModelState, relation: RelationState, owners: ReadonlySet<string>) {
  const units = isContained(relation) ? [...owners].map((owner) => findUnit(state, owner)) : [undefined]
  const containers = new Set(units.map((unit) => unit && containerOf(unit)))
  return containers.has(undefined) ? () => true : (unit: UnitState) => containers.has(containerOf(unit))
}

function everything(state: ModelState): Map<string, number[]> {
  const units = [...state.applications.values()].flatMap((application) => [...application.units.values()])
  return new Map(units.map((unit) => [unit.name, relationIds(state, unit)]))
}
