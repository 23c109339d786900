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

/** Juju has secrets since 3.0. */
export function hasSecrets({ jujuVersion }: Model): boolean {
  return Number.parseInt(jujuVersion, 10) >= 3
}

/** A private key, and the id of the request that it is for. */
export interface KeyOfRequest {
  readonly key: string
  readonly requestId: string
}

/** The secrets in which the own application keeps private keys. What this dispatch knows of them is asked once: each look is a call of Juju. */
export class OwnKeys {
  readonly #model: Model
  /** By the id of the secret; null: there is none (any more). */
  readonly #contents = new Map<string, SecretContent | null>()
  /** Secrets that have a new revision in this dispatch. */
  readonly #renewed = new Set<string>()

  constructor(model: Model) {
    this.#model = model
  }

  /**
   * Puts a private key into a secret of the application, which the other side of the relation may read. What is in it already is not
   * written again.
   * @param before where the key of this request was, if it was in a secret
   */
  store(relation: Relation, key: KeyOfRequest, before: SecretRevision | undefined): SecretRevision {
    const content = this.#contentOf(key)
    if (before === undefined || this.#read(before) === null) {
      const added = this.#model.app.addSecret(content, { description: "private key for a load balancer" })
      added.grant(relation)
      const revision = { id: added.id ?? "", revision: 1 }
      this.#contents.set(revision.id, content)
      this.#renewed.add(revision.id)
      return revision
    }
    if (this.isStored(key, before)) return before
    this.#model.secretOfEvent(before.id, "").setContent(content)
    this.#contents.set(before.id, content)
    // Juju makes one revision of all that a hook puts into a secret, when the hook has succeeded.
    const revision = this.#renewed.has(before.id) ? before.revision : before.revision + 1
    this.#renewed.add(before.id)
    return { id: before.id, revision }
  }

  /** Whether this very key is in the secret, for this very request; version 0.1.0 did not say for which. */
  isStored(key: KeyOfRequest, revision: SecretRevision): boolean {
    const [stored, content] = [this.#read(revision), this.#contentOf(key)]
    return Object.entries(content).every(([field, value]) => stored?.[field] === value)
  }

  /** The key as this application stored it; null if it is not there any more. */
  read(revision: SecretRevision): string | null {
    return this.#read(revision)?.[TLS_KEY_IN_SECRET] ?? null
  }

  remove(revision: SecretRevision): void {
    // Juju finds out that there is no such secret only when the hook has ended, and fails it then.
    if (this.#read(revision) !== null)
      ifThere(() => this.#model.secretOfEvent(revision.id, "").removeAllRevisions())
    this.#contents.set(revision.id, null)
  }

  #contentOf({ key, requestId }: KeyOfRequest): SecretContent {
    const { uuid, app } = this.#model
    const origin = { modelUuid: uuid, application: app.name, requestId }
    return { [TLS_KEY_IN_SECRET]: key, [BOUND_TO_IN_SECRET]: boundTo(origin) }
  }

  #read({ id }: SecretRevision): SecretContent | null {
    const seen = this.#contents.get(id)
    if (seen !== undefined) return seen
    const content = ifThere(() => this.#model.secretOfEvent(id, "").peekContent())
    this.#contents.set(id, content)
    return content
  }
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
