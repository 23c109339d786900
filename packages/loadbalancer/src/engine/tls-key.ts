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

/**
 * How private keys are sent. `negotiate`: in a Juju secret if the provider can read one, otherwise as plain text. `secret`: only in a secret.
 * `plain`: only as plain text, for example before the provider goes back to Python; a key that is in a secret is sent again.
 */
export type TlsKeys = "negotiate" | "secret" | "plain"

/** Returns whether the model has secrets, which Juju supports since 3.0. */
export function hasSecrets({ jujuVersion }: Model): boolean {
  return Number.parseInt(jujuVersion, 10) >= 3
}

/** A private key with the id of the request that it belongs to. */
export interface KeyOfRequest {
  readonly key: string
  readonly requestId: string
}

/** The secrets in which the own application stores private keys. Contents are cached for the dispatch: each read runs a hook tool. */
export class OwnKeys {
  readonly #model: Model
  /** By the id of the secret; null if the secret does not exist (any more). */
  readonly #contents = new Map<string, SecretContent | null>()
  /** Secrets that got a new revision in this dispatch. */
  readonly #renewed = new Set<string>()

  constructor(model: Model) {
    this.#model = model
  }

  /**
   * Stores a private key in a secret of the application and grants it to the relation. A secret that already has this content is not
   * written again.
   * @param before the secret that holds the current key of this request, if there is one
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
    // Juju creates one revision for all changes of a secret in a hook, after the hook has succeeded.
    const revision = this.#renewed.has(before.id) ? before.revision : before.revision + 1
    this.#renewed.add(before.id)
    return { id: before.id, revision }
  }

  /** Returns whether the secret holds exactly this key for exactly this request. Secrets of version 0.1.0 do not name the request. */
  isStored(key: KeyOfRequest, revision: SecretRevision): boolean {
    const [stored, content] = [this.#read(revision), this.#contentOf(key)]
    return Object.entries(content).every(([field, value]) => stored?.[field] === value)
  }

  /** Returns the key as this application stored it; null if the secret no longer exists. */
  read(revision: SecretRevision): string | null {
    return this.#read(revision)?.[TLS_KEY_IN_SECRET] ?? null
  }

  remove(revision: SecretRevision): void {
    // Removing a missing secret fails the hook, but only at its end. Check for it first.
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

/** Returns null if the own secret no longer exists. Other errors fail the hook: treated as a missing secret, they would create a second one. */
function ifThere<T>(ask: () => T): T | null {
  try {
    return ask()
  } catch (error) {
    if (error instanceof SecretNotFoundError || error instanceof SecretPermissionError) return null
    throw error
  }
}

/** The private key from a requirer's secret, or the reason why it cannot be used. */
export type TlsKeyRead = { readonly key: string } | { readonly key: null; readonly issue: Issue }

/**
 * Reads the latest revision of a requirer's private key. Juju shows a reader neither the owner of a secret nor the relation of its grant. A
 * requirer could therefore name any secret that this application can read, including its own and those of other requirers. For that reason
 * the content has to name the request that it belongs to.
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
    // Peek first: a refresh would change the revision that this charm tracks of a secret that belongs to someone else.
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
