import { type Model, ModelError, type Relation, type Secret } from "@charmkit/ops"
import { type SecretRevision, TLS_KEY_IN_SECRET } from "../wire.ts"

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
  const known = before === undefined ? undefined : open(model, before)
  if (before === undefined || known === undefined) {
    const secret = model.app.addSecret(content, { description: "private key for a load balancer" })
    secret.grant(relation)
    return { id: secret.id ?? "", revision: 1 }
  }
  if (known.peekContent()[TLS_KEY_IN_SECRET] === key) return before
  known.setContent(content)
  // Juju counts the revision when the hook has succeeded; until then it tells the one before.
  return { id: before.id, revision: before.revision + 1 }
}

/** The key as this application stored it; null if it is not there any more. */
export function readOwnTlsKey(model: Model, revision: SecretRevision): string | null {
  return attempt(() => open(model, revision)?.peekContent()[TLS_KEY_IN_SECRET]) ?? null
}

/** The key as the other side stored it last; null if it may not be read. */
export function readTlsKey(model: Model, revision: SecretRevision): string | null {
  return attempt(() => open(model, revision)?.getContent({ refresh: true })[TLS_KEY_IN_SECRET]) ?? null
}

export function removeTlsKey(model: Model, revision: SecretRevision): void {
  attempt(() => open(model, revision)?.removeAllRevisions())
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
