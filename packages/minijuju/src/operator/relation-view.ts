import { type ModelState, relationsOf } from "../state/model-state.ts"
import { isPeer } from "../state/relation.ts"
import { databagOf } from "./show-unit.ts"

/** A relation between two applications, with all databags. */
export interface RelationView {
  readonly id: number
  /** By the name of the application or unit. */
  readonly databags: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Returns an application's relations to other applications, oldest first. */
export function relationViews(state: ModelState, application: string): RelationView[] {
  return relationsOf(state, application)
    .filter((relation) => !isPeer(relation))
    .map(({ id, applications, units }) => {
      const bags = [...applications, ...[...units].map(([name, { settings }]) => [name, settings] as const)]
      return {
        id,
        databags: Object.fromEntries(bags.map(([name, settings]) => [name, databagOf(settings)])),
      }
    })
}
