import { relationIds } from "../rules/next-operation.ts"
import type { ModelState } from "../state/model-state.ts"

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
  /** Relations in which a databag has changed or a unit has entered the scope. */
  readonly relations = new Set<number>()

  /** Returns the units that must check for a hook, each with the relations to check. Afterwards nothing is new. */
  take(state: ModelState): ReadonlyMap<string, readonly number[]> {
    const found = this.everything ? everything(state) : this.#concerned(state)
    this.everything = false
    this.units.clear()
    this.relations.clear()
    return found
  }

  #concerned(state: ModelState): Map<string, number[]> {
    const found = new Map<string, number[]>([...this.units].map((unit) => [unit, []]))
    for (const id of this.relations) {
      for (const { application } of state.relations.get(id)?.endpoints ?? []) {
        for (const unit of state.applications.get(application)?.units.keys() ?? []) {
          const relations = found.get(unit) ?? []
          relations.push(id)
          found.set(unit, relations)
        }
      }
    }
    return found
  }
}

function everything(state: ModelState): Map<string, number[]> {
  const units = [...state.applications.values()].flatMap((application) => [...application.units.values()])
  return new Map(units.map((unit) => [unit.name, relationIds(state, unit)]))
}
