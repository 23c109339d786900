import type { ModelState } from "./model-state.ts"
import type { SecretState } from "./secret.ts"
import type { UnitState } from "./unit.ts"

type Reader = Pick<UnitState, "name" | "application">

/** Whether the unit or its application owns the secret: the unit then reads the latest revision. */
export function isOwned(secret: SecretState, unit: Reader): boolean {
  return secret.owner === unit.name || secret.owner === unit.application
}

/**
 * Whether the unit may change, grant and remove the secret: it is the owner, or the leader of the owning
 * application.
 */
export function canManage(state: ModelState, secret: SecretState, unit: Reader): boolean {
  if (secret.owner === unit.name) return true
  return secret.owner === unit.application && state.applications.get(unit.application)?.leader === unit.name
}

export function canRead(secret: SecretState, unit: Reader): boolean {
  return isOwned(secret, unit) || secret.grants.has(unit.name) || secret.grants.has(unit.application)
}
