import {
  type Model,
  ModelError,
  type Relation,
  type SecretContent,
  SecretNotFoundError,
  SecretPermissionError,
} from "@charmkit/ops"
import { checkPem } from "../wire/check.ts"
import { BOUND_TO_IN_SECRET, boundTo, isBoundTo } from "../wire/extensions/secrets.ts"
import { type Issue, type SecretRevision, TLS_KEY_IN_SECRET } from "../wire.ts"

/** What this dispatch knows of its own secrets, by id: every look is a call of Juju, and states are looked at often. */
const ownSecrets = new WeakMap<Model, Map<string, SecretContent | null>>()

/** Secrets that have a new revision in this dispatch. */
const renewed = new WeakMap<Model, Set<string>>()

function known(model: Model): Map<string, SecretContent | null> {
  const secrets = ownSecrets.get(model) ?? new Map<string, SecretContent | null>()
  ownSecrets.set(model, secrets)
  return secrets
}

/** Juju has secrets since 3.0. */
export function hasSecrets({ jujuVersion }: Model): boolean {
  return Number.parseInt(jujuVersion, 10) >= 3
}

/** A private key, and the id of the request that it is for. */
export interface KeyOfRequest {
  readonly key: string
  readonly requestId: string
}

/**
 * Puts a private key into a secret of the application, which the other side of the relation may read. What is in it already is not
 * written again.
 * @param before where the key of this request was, if it was in a secret
 */
export function storeTlsKey(
  model: Model,
  relation: Relation,
  key: KeyOfRequest,
  before: SecretRevision | undefined,
): SecretRevision {
  const content = contentOf(model, key)
  if (before === undefined || readOwnSecret(model, before) === null) {
    const added = model.app.addSecret(content, { description: "private key for a load balancer" })
    added.grant(relation)
    const revision = { id: added.id ?? "", revision: 1 }
    known(model).set(revision.id, content)
    renewed.set(model, (renewed.get(model) ?? new Set<string>()).add(revision.id))
    return revision
  }
  if (isTlsKeyStored(model, key, before)) return before
  model.secretOfEvent(before.id, "").setContent(content)
  known(model).set(before.id, content)
  const renewedNow = renewed.get(model) ?? new Set<string>()
  renewed.set(model, renewedNow)
  // Juju makes one revision of all that a hook puts into a secret, when the hook has succeeded.
  const revision = renewedNow.has(before.id) ? before.revision : before.revision + 1
  renewedNow.add(before.id)
  return { id: before.id, revision }
}

/** Whether this very key is in the secret, for this very request; version 0.1.0 did not say for which. */
export function isTlsKeyStored(model: Model, key: KeyOfRequest, revision: SecretRevision): boolean {
  const [stored, content] = [readOwnSecret(model, revision), contentOf(model, key)]
  return Object.entries(content).every(([field, value]) => stored?.[field] === value)
}

function contentOf(model: Model, { key, requestId }: KeyOfRequest): SecretContent {
  const origin = { modelUuid: model.uuid, application: model.app.name, requestId }
  return { [TLS_KEY_IN_SECRET]: key, [BOUND_TO_IN_SECRET]: boundTo(origin) }
}

/** The key as this application stored it; null if it is not there any more. */
export function readOwnTlsKey(model: Model, revision: SecretRevision): string | null {
  return readOwnSecret(model, revision)?.[TLS_KEY_IN_SECRET] ?? null
}

function readOwnSecret(model: Model, { id }: SecretRevision): SecretContent | null {
  const seen = known(model).get(id)
  if (seen !== undefined) return seen
  const content = ifThere(() => model.secretOfEvent(id, "").peekContent())
  known(model).set(id, content)
  return content
}

export function removeTlsKey(model: Model, revision: SecretRevision): void {
  // Juju finds out that there is no such secret only when the hook has ended, and fails it then.
  if (readOwnSecret(model, revision) !== null)
    ifThere(() => model.secretOfEvent(revision.id, "").removeAllRevisions())
  known(model).delete(revision.id)
}

/** Null where the own secret has gone. Every other refusal fails the hook: taken for that, it would lead to a second secret. */
function ifThere<T>(ask: () => T): T | null {
  try {
    return ask()
  } catch (error) {
    if (error instanceof SecretNotFoundError || error instanceof SecretPermissionError) return null
    throw error
  }
}

/** The private key that a consumer has put into a secret, or what is wrong with that. */
export type TlsKeyRead = { readonly key: string } | { readonly key: null; readonly issue: Issue }

/**
 * The key as the other side stored it last. Juju tells a reader neither who owns a secret nor in which relation it was granted, so any
 * secret that this application can read might be named here, its own and those of other consumers too. Therefore the content has to
 * say for which request it is.
 */
export function readTlsKey(
  model: Model,
  relation: Relation,
  requestId: string,
  { id }: SecretRevision,
): TlsKeyRead {
  const origin = { modelUuid: model.uuid, application: relation.app?.name ?? "", requestId }
  const isForThis = (content: SecretContent) => isBoundTo(content[BOUND_TO_IN_SECRET], origin)
  try {
    const secret = model.secretOfEvent(id, "")
    // Nothing is tracked anew before it is sure that the secret is theirs: what this charm tracks of others is not for them to move.
    if (!isForThis(secret.peekContent())) return { key: null, issue: NOT_FOR_THIS }
    const content = secret.getContent({ refresh: true })
    const key = content[TLS_KEY_IN_SECRET]
    if (key === undefined || !isForThis(content)) return { key: null, issue: NOT_FOR_THIS }
    const [issue] = checkPem(key)
    return issue === undefined ? { key } : { key: null, issue: { ...issue, path: ["tls_key"] } }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    return { key: null, issue: LOCKED }
  }
}

const LOCKED: Issue = {
  path: ["tls_key"],
  message: "The secret with the private key cannot be read; the consumer has to grant it to this relation.",
}

const NOT_FOR_THIS: Issue = {
  path: ["tls_key"],
  message:
    "The secret does not say that its private key is for this request; a consumer whose library is of version 0.1.0 has to be refreshed.",
}
