import { isConsumed, type OfferState, type RemoteApplicationState } from "./cross-model.ts"
import type { ModelState } from "./model-state.ts"
import type { RelationState } from "./relation.ts"

/** Returns the application of the other model in a relation; undefined if both applications are in this one. */
export function remoteOf(state: ModelState, relation: RelationState): RemoteApplicationState | undefined {
  for (const { application } of relation.endpoints) {
    const remote = state.remotes.get(application)
    if (remote !== undefined) return remote
  }
  return undefined
}

/** Returns the relations of applications in other models to an offer, by id. */
export function offerRelations(state: ModelState, { uuid }: OfferState): RelationState[] {
  return [...state.relations.values()].filter((relation) => {
    const remote = relation.link?.offer === uuid ? remoteOf(state, relation) : undefined
    return remote !== undefined && !isConsumed(remote)
  })
}
