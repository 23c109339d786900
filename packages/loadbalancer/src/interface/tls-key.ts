import { type Model, ModelError, type Relation, type Secret } from "@charmkit/ops"
import { type SecretRevision, TLS_KEY_IN_SECRET } from "../wire.ts"

/** What this dispatch knows of its own secrets, by id: every look is a call of Juju, and states are looked at often. */
const ownKeys = new WeakMap<Model, Map<string, string | null>>()

/** Secrets that have a new revision in this dispatch. */
const renewed = new WeakMap<Model, Set<string>>()

function known(model: Model): Map<string, string | null> {
  const keys = ownKeys.get(model) ?? new Map<string, string | null>()
  ownKeys.set(model, keys)
  return keys
}

/** Juju has secrets since 3.0. */
export function hasSecrets({ jujuVersion }: Model): boolean {
  return Number.parseInt(jujuVersion, 10) >= 3
}

/**
 * Puts a private key into a secret of the application, which the other side of the relation may read. What is in it already is not
 * written again.
 * @param before where the key of this request was, if it was in a secret
 */
export function storeTlsKey(
  model: Model,
  relation: Relation,
  key: string,
  before: SecretRevision | undefined,
): SecretRevision {
  const content = { [TLS_KEY_IN_SECRET]: key }
  if (before !== undefined && readOwnTlsKey(model, before) === key) return before
  const secret = before === undefined ? undefined : open(model, before)
  if (before === undefined || secret === undefined) {
    const added = model.app.addSecret(content, { description: "private key for a load balancer" })
    added.grant(relation)
    const revision = { id: added.id ?? "", revision: 1 }
    known(model).set(revision.id, key)
    renewed.set(model, (renewed.get(model) ?? new Set<string>()).add(revision.id))
    return revision
  }
  secret.setContent(content)
  known(model).set(before.id, key)
  const renewedNow = renewed.get(model) ?? new Set<string>()
  renewed.set(model, renewedNow)
  // Juju makes one revision of all that a hook puts into a secret, when the hook has succeeded.
  const revision = renewedNow.has(before.id) ? before.revision : before.revision + 1
  renewedNow.add(before.id)
  return { id: before.id, revision }
}

/** The key as this application stored it; null if it is not there any more. */
export function readOwnTlsKey(model: Model, revision: SecretRevision): string | null {
  const seen = known(model).get(revision.id)
  if (seen !== undefined) return seen
  const key = attempt(() => open(model, revision)?.peekContent()[TLS_KEY_IN_SECRET]) ?? null
  known(model).set(revision.id, key)
  return key
}

/** The key as the other side stored it last; null if it may not be read. */
export function readTlsKey(model: Model, revision: SecretRevision): string | null {
  return attempt(() => open(model, revision)?.getContent({ refresh: true })[TLS_KEY_IN_SECRET]) ?? null
}

export function removeTlsKey(model: Model, revision: SecretRevision): void {
  attempt(() => open(model, revision)?.removeAllRevisions())
  known(model).delete(revision.id)
}

function open(model: Model, { id }: SecretRevision): Secret | undefined {
  return attempt(() => model.getSecret({ id }))
}

/** Undefined where Juju does not let us: not granted (any more), or gone. */
function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch (error) {
    if (error instanceof ModelError) return undefined
    throw error
  }
}
