import { relationModelGet } from "../hook-tools.ts"
import { ModelError } from "./errors.ts"
import { unlessRefused } from "./refused.ts"
import type { Relation } from "./relation.ts"

/** The model in which the other side of a relation is. */
export interface RemoteModel {
  /** Equals `model.uuid` for a relation within one model. */
  readonly uuid: string
}

/**
 * Returns the model of the other side, in Juju 3.6.2 or later. One call to Juju.
 * @throws ModelError if the relation was removed, or Juju is older
 */
export function remoteModel(relation: Relation): RemoteModel {
  const { ref, services } = relation
  if (!relation.active)
    throw new ModelError(`the relation ${ref} was removed: Juju no longer knows its other side`)
  const problem = `cannot read the model of the other side of ${ref}; it needs Juju 3.6.2`
  return { uuid: unlessRefused(() => relationModelGet(services.runner, ref), problem) }
}
