import { canManage } from "../state/secret-access.ts"
import type { HookContext } from "./hook-context.ts"

/** A secret as its manager sees it in a hook, including the hook's own changes. */
export interface SecretMetadata {
  readonly id: string
  readonly owner: string
  readonly revision: number
  readonly label: string
  readonly description: string
  readonly rotate: string
  readonly expire: Date | undefined
  readonly nextRotate: Date | undefined
  /** The relation of each grant, by application or unit. */
  readonly grants: ReadonlyMap<string, number>
}

/** Returns the secrets that this unit manages, by id: its own, and if it is the leader, its application's. */
export function secretMetadata(context: HookContext): ReadonlyMap<string, SecretMetadata> {
  const { secrets: pending } = context.writes
  const all = new Map<string, SecretMetadata>()
  for (const [id, created] of pending.creates) {
    const { owner, label = "", description = "", rotate = "", expire } = created
    const grants = grantsOf(context, id, new Map())
    all.set(id, { id, owner, revision: 1, label, description, rotate, expire, nextRotate: undefined, grants })
  }
  for (const secret of context.state.secrets.values()) {
    const { id, owner, latest: revision, nextRotate } = secret
    if (pending.removals.has(id) || !canManage(context.state, secret, context.unit)) continue
    const update = pending.updates.get(id)
    all.set(id, {
      id,
      owner,
      revision,
      label: update?.label ?? secret.label,
      description: update?.description ?? secret.description,
      rotate: update?.rotate ?? secret.rotate,
      expire: update?.expire ?? secret.revisions.get(revision)?.expire,
      nextRotate,
      grants: grantsOf(context, id, secret.grants),
    })
  }
  return all
}

function grantsOf(context: HookContext, id: string, granted: ReadonlyMap<string, number>) {
  const { secrets: pending } = context.writes
  const grants = new Map(granted)
  for (const { subject, relationId } of pending.grants.get(id) ?? []) grants.set(subject, relationId)
  for (const subject of pending.revokes.get(id) ?? []) grants.delete(subject)
  return grants
}
