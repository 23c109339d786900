import { emptySecret, removeSecretRevisions, updateSecret } from "../rules/secret-update.ts"
import { jujuRules } from "../state/juju-version.ts"
import { isPeer } from "../state/relation.ts"
import type { SecretState } from "../state/secret.ts"
import { canManage } from "../state/secret-access.ts"
import type { HookContext } from "./hook-context.ts"
import type { PendingGrant } from "./pending-secrets.ts"

/** Returns why the controller would refuse a hook's changes to secrets. */
export function secretsObstacle(context: HookContext): string | undefined {
  const { application, unit, writes } = context
  const { creates, updates, removals, grants, revokes } = writes.secrets
  for (const { owner } of creates.values()) {
    if (owner === application.name && application.leader !== unit.name)
      return `"${unit.name}" is not leader of "${application.name}"`
  }
  const touched = [...updates.keys(), ...removals.keys(), ...grants.keys(), ...revokes.keys()]
  for (const id of touched.filter((each) => !creates.has(each))) {
    const secret = context.state.secrets.get(id)
    if (secret === undefined) return `secret "${id}" not found`
    if (!canManage(context.state, secret, unit)) return "permission denied"
  }
  return labelObstacle(context) ?? grantObstacle(context)
}

/** A label is unique among the secrets of an owner. */
function labelObstacle({ state, writes }: HookContext): string | undefined {
  const { creates, updates, removals } = writes.secrets
  const taken = new Set<string>()
  const take = (owner: string, label: string | undefined): string | undefined => {
    const key = `${owner} ${label}`
    if (label === undefined || label === "") return undefined
    if (taken.has(key)) return `secret with label "${label}" already exists`
    taken.add(key)
    return undefined
  }
  const remaining = [...state.secrets.values()].filter(({ id }) => removals.get(id) !== "all")
  const labels = [
    ...remaining.map(({ id, owner, label }) => ({ owner, label: updates.get(id)?.label ?? label })),
    ...creates.values(),
  ]
  return labels.map(({ owner, label }) => take(owner, label)).find((reason) => reason !== undefined)
}

function grantObstacle({ state, writes }: HookContext): string | undefined {
  for (const [id, grants] of writes.secrets.grants) {
    for (const { subject, relationId } of grants) {
      const relation = state.relations.get(relationId)
      if (relation === undefined || relation.life !== "alive")
        return `cannot grant access to secret in scope of relation ${relationId} which is not alive`
      if (isPeer(relation) && jujuRules(state).refusesPeerGrants)
        return `cannot grant access to secret over peer relation ${relationId}`
      const known = state.secrets.get(id)?.grants.get(subject)
      if (known !== undefined && known !== relationId) return "cannot change secret permission scope"
    }
  }
  return undefined
}

/** Applies the changes to secrets of a successful hook. */
export function flushSecrets(context: HookContext): void {
  const { state, writes } = context
  const { creates, updates, removals, grants, revokes } = writes.secrets
  for (const [id, { owner, ...settings }] of creates) {
    const secret = emptySecret(id, owner)
    state.secrets.set(id, secret)
    updateSecret(secret, settings)
  }
  for (const [id, update] of updates) withSecret(context, id, (secret) => updateSecret(secret, update))
  for (const [id, list] of grants) withSecret(context, id, (secret) => applyGrants(secret, list))
  for (const [id, subjects] of revokes)
    withSecret(context, id, (secret) => {
      for (const subject of subjects) secret.grants.delete(subject)
    })
  for (const [id, which] of removals)
    withSecret(context, id, (secret) => removeSecretRevisions(context.state, secret, which))
}

function withSecret({ state }: HookContext, id: string, change: (secret: SecretState) => void): void {
  const secret = state.secrets.get(id)
  if (secret !== undefined) change(secret)
}

function applyGrants(secret: SecretState, grants: readonly PendingGrant[]): void {
  for (const { subject, relationId } of grants) secret.grants.set(subject, relationId)
}
