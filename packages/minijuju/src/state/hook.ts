/** The hooks that an agent runs, with what each is about. Names as in Juju's `hooks.go`. */
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

/** A hook of one relation, and who it is about. */
export interface RelationHook {
  readonly kind: RelationHookKind
  readonly relationId: number
  readonly endpoint: string
  readonly remoteApp: string
  /** Empty in created, broken, and in a change of the application's databag. */
  readonly remoteUnit: string
  /** Who really leaves, in departed; otherwise empty. */
  readonly departingUnit: string
}

/**
 * `secret-changed` goes to who reads a secret, the others to who may change it: `secret-remove` about a revision that nobody
 * reads, `secret-expired` about one whose time is over, `secret-rotate` when another revision is due. A model sends the
 * first two; the others are for state-transition tests.
 */
export interface SecretHook {
  readonly kind: "secret-changed" | "secret-remove" | "secret-rotate" | "secret-expired"
  readonly secretId: string
  readonly label: string
  readonly revision: number
}

/** A hook with all that the charm is told about it. */
export type Hook = UnitHook | RelationHook | SecretHook

export function isRelationHook(hook: Hook): hook is RelationHook {
  return "relationId" in hook
}

export function isSecretHook(hook: Hook): hook is SecretHook {
  return "secretId" in hook
}

/** The name under which the charm knows the hook: `install`, `db-relation-changed`, … */
export function hookName(hook: Hook): string {
  return isRelationHook(hook) ? `${hook.endpoint}-relation-${hook.kind}` : hook.kind
}

/** As the agent's status shows it: `db-relation-changed hook for mysql/0`. */
export function describeHook(hook: Hook): string {
  const unit = isRelationHook(hook) && hook.remoteUnit !== "" ? ` for ${hook.remoteUnit}` : ""
  const about = isSecretHook(hook) ? ` for secret:${hook.secretId}/${hook.revision}` : unit
  return `${hookName(hook)} hook${about}`
}
