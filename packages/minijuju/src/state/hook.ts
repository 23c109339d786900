/** The hooks of a unit that are not about a relation or secret. Names as in Juju's `hooks.go`. */
export type UnitHookKind =
  | "install"
  | "start"
  | "config-changed"
  | "upgrade-charm"
  | "leader-elected"
  | "leader-settings-changed"
  | "update-status"
  | "stop"
  | "remove"

/** The five hooks of a relation. */
export type RelationHookKind = "created" | "joined" | "changed" | "departed" | "broken"

export interface UnitHook {
  readonly kind: UnitHookKind
}

/** A hook of a relation, and the unit or application that it is about. */
export interface RelationHook {
  readonly kind: RelationHookKind
  readonly relationId: number
  readonly endpoint: string
  readonly remoteApp: string
  /** Empty in created, broken, and in a change of the application's databag. */
  readonly remoteUnit: string
  /** The unit that departs, in departed; otherwise empty. */
  readonly departingUnit: string
}

/**
 * `secret-changed` runs on a secret's consumers, the others on units that manage the secret: `secret-remove`
 * for a revision that nobody reads, `secret-expired` for one past its expiry, `secret-rotate` when a new
 * revision is due.
 */
export interface SecretHook {
  readonly kind: "secret-changed" | "secret-remove" | "secret-rotate" | "secret-expired"
  readonly secretId: string
  readonly label: string
  readonly revision: number
}

/** A hook of one storage of the unit. */
export interface StorageHook {
  readonly kind: "storage-attached" | "storage-detaching"
  /** `data/0` */
  readonly storageId: string
}

/** A hook with all the data that the charm gets about it. */
export type Hook = UnitHook | RelationHook | SecretHook | StorageHook

export function isRelationHook(hook: Hook): hook is RelationHook {
  return "relationId" in hook
}

export function isSecretHook(hook: Hook): hook is SecretHook {
  return "secretId" in hook
}

export function isStorageHook(hook: Hook): hook is StorageHook {
  return "storageId" in hook
}

/** Returns the charm's name for a hook: `install`, `db-relation-changed`, … */
export function hookName(hook: Hook): string {
  if (isStorageHook(hook)) return `${hook.storageId.split("/")[0]}-${hook.kind}`
  return isRelationHook(hook) ? `${hook.endpoint}-relation-${hook.kind}` : hook.kind
}

/** Describes a hook as the agent's status does: `db-relation-changed hook for mysql/0`. */
export function describeHook(hook: Hook): string {
  const unit = isRelationHook(hook) && hook.remoteUnit !== "" ? ` for ${hook.remoteUnit}` : ""
  const about = isSecretHook(hook) ? ` for secret:${hook.secretId}/${hook.revision}` : unit
  return `${hookName(hook)} hook${about}`
}
