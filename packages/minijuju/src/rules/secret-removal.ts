import { unitApplication } from "../state/cross-model.ts"
import { findUnit, type ModelState } from "../state/model-state.ts"
import { isUnitName, MODEL_OWNER } from "../state/secret.ts"
import { pruneSecrets } from "./secret-update.ts"

/** Removes the grants of a relation: a grant lasts as long as its relation. */
export function endGrantsOf(state: ModelState, relationId: number): void {
  for (const { grants } of state.secrets.values()) {
    for (const [subject, scope] of grants) if (scope === relationId) grants.delete(subject)
  }
}

/** Removes the secrets of removed owners, and consumers and grants of removed units and applications. */
export function removeOrphanedSecrets(state: ModelState): void {
  const exists = (name: string) =>
    name === MODEL_OWNER ||
    state.remotes.has(unitApplication(name)) ||
    (isUnitName(name) ? findUnit(state, name) !== undefined : state.applications.has(name))
  for (const secret of [...state.secrets.values()]) {
    if (!exists(secret.owner)) state.secrets.delete(secret.id)
    for (const byName of [secret.consumers, secret.grants, secret.removeShown]) {
      for (const name of [...byName.keys()]) if (!exists(name)) byName.delete(name)
    }
  }
  pruneSecrets(state)
}
