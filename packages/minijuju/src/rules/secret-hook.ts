import type { SecretHook } from "../state/hook.ts"
import type { ModelState } from "../state/model-state.ts"
import { obsoleteRevisions, type SecretState } from "../state/secret.ts"
import { canManage, canRead, isOwned } from "../state/secret-access.ts"
import type { UnitState } from "../state/unit.ts"
import { dueHookDone, dueSecretHook } from "./secret-due.ts"

/**
 * Returns the next secret hook of a unit: first secret-expired and secret-rotate for an owner, then secret-changed for a consumer, then secret-remove for an owner
 * (Juju: `uniter/secrets`).
 */
export function nextSecretHook(state: ModelState, unit: UnitState): SecretHook | undefined {
  const secrets = [...state.secrets.values()]
  for (const secret of secrets) {
    const hook = canManage(state, secret, unit) ? dueSecretHook(secret) : undefined
    if (hook !== undefined) return hook
  }
  for (const secret of secrets) {
    const hook = nextChanged(secret, unit)
    if (hook !== undefined) return hook
  }
  for (const secret of secrets) {
    const shown = secret.removeShown.get(unit.name)
    const revision = canManage(state, secret, unit)
      ? obsoleteRevisions(secret).find((obsolete) => !shown?.has(obsolete))
      : undefined
    if (revision !== undefined)
      return { kind: "secret-remove", secretId: secret.id, label: secret.label, revision }
  }
  return undefined
}

/** Several new revisions between two checks cause one hook, about the newest. */
function nextChanged(secret: SecretState, unit: UnitState): SecretHook | undefined {
  const consumer = secret.consumers.get(unit.name)
  if (consumer === undefined || secret.owner === unit.name || !canRead(secret, unit)) return undefined
  if (consumer.notified >= secret.latest || consumer.revision >= secret.latest) return undefined
  const label = isOwned(secret, unit) ? secret.label : consumer.label
  return { kind: "secret-changed", secretId: secret.id, label, revision: secret.latest }
}

export function secretHookDone(state: ModelState, unit: UnitState, hook: SecretHook): void {
  const secret = state.secrets.get(hook.secretId)
  if (secret === undefined) return
  if (hook.kind === "secret-changed") {
    const consumer = secret.consumers.get(unit.name)
    if (consumer !== undefined) consumer.notified = Math.max(consumer.notified, hook.revision)
    return
  }
  if (hook.kind !== "secret-remove") {
    dueHookDone(secret, hook)
    return
  }
  const shown = secret.removeShown.get(unit.name) ?? new Set()
  secret.removeShown.set(unit.name, shown.add(hook.revision))
}
