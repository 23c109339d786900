import { findUnit, type ModelState } from "../state/model-state.ts"
import { isUnitName } from "../state/secret.ts"

/** A grant lives as long as the relation it was given in. */
export function endGrantsOf(state: ModelState, relationId: number): void {
  for (const { grants } of state.secrets.values()) {
    for (const [subject, scope] of grants) if (scope === relationId) grants.delete(subject)
  }
}

/** Secrets go with their owner, and whoever is gone tracks nothing and has no grant. */
export function removeOrphanedSecrets(state: ModelState): void {
  const exists = (name: string) =>
    isUnitName(name) ? findUnit(state, name) !== undefined : state.applications.has(name)
  for (const secret of [...state.secrets.values()]) {
    if (!exists(secret.owner)) state.secrets.delete(secret.id)
    for (const byName of [secret.consumers, secret.grants, secret.removeShown]) {
      for (const name of [...byName.keys()]) if (!exists(name)) byName.delete(name)
    }
  }
}
