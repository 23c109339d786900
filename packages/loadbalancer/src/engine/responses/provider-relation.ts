import type { Databag, Model, Relation } from "@charmkit/ops"
import { Request } from "../../interface/request.ts"
import {
  ackedKey,
  assertRequest,
  drainKey,
  type Extension,
  type Issue,
  requestKey,
  requestText,
  sealRequest,
  secretsKey,
  serializeDrain,
  serializeSecrets,
  ValidationError,
  type WireRequest,
} from "../../wire.ts"
import { announce, ownBag, remoteBag, textsOf } from "../bags.ts"
import type { TlsKeys } from "../tls-key.ts"
import { hasSecrets, type OwnKeys } from "../tls-key.ts"
import { drainDeadline } from "./drain-deadline.ts"
import { ResponsesSnapshot } from "./snapshot.ts"

/** State that the APIs of one endpoint share in one hook. */
export interface Shared {
  readonly model: Model
  readonly keys: OwnKeys
  /** Ids of requests that are not sent yet, so that two calls in a hook return the same request. */
  readonly newIds: Map<string, string>
  /** The extensions that the charm reads. */
  readonly reads: Set<Extension>
  /** Called after each write of a request. */
  readonly whenSent: ReadonlySet<(provider: ProviderRelation) => void>
}

/** The relation to a provider in one hook: its documents, and the requests that the leader sends and withdraws. */
export class ProviderRelation {
  readonly relation: Relation
  readonly #shared: Shared
  #follower: ResponsesSnapshot | undefined
  #leader: ResponsesSnapshot | undefined

  constructor(shared: Shared, relation: Relation) {
    this.#shared = shared
    this.relation = relation
  }

  /** The documents in the relation now. Chosen on each access, because leadership can be lost during the hook. */
  get snapshot(): ResponsesSnapshot {
    const { own } = this
    if (own === undefined) {
      this.#follower ??= new ResponsesSnapshot(remoteBag(this.relation), undefined)
      return this.#follower
    }
    this.#leader ??= new ResponsesSnapshot(remoteBag(this.relation), own)
    return this.#leader
  }

  /** The own application's databag; undefined on followers. */
  get own(): Databag | undefined {
    return ownBag(this.#shared.model, this.relation)
  }

  /** Hashes of both application databags, as far as this unit can read them. */
  get texts(): string {
    return `${textsOf(remoteBag(this.relation))} ${textsOf(this.own)}`
  }

  announce(): void {
    if (this.own !== undefined) announce(this.own, [...this.#shared.reads])
  }

  /** Returns the request as it was sent, or a new one. */
  request(name: string): Request {
    const { snapshot } = this
    const sent = snapshot.sent(name)
    // Keep the id of an unreadable request, which others may have overwritten: the provider knows the request by its id.
    if (sent === undefined) return new Request(name, snapshot.sentId(name) ?? this.#newId(name))
    const key = snapshot.secret(name)
    const readTlsKey = key === undefined ? undefined : () => this.#shared.keys.read(key)
    return new Request(name, sent.id, sent, snapshot.response(name), readTlsKey)
  }

  /** Checks and writes a request. @throws ValidationError if the request is invalid; nothing is written then */
  send(own: Databag, request: Request, tlsKeys: TlsKeys): void {
    const draft = request.toDraft()
    // A request of another library keeps its name and id, even if this library would not allow them.
    assertRequest(draft, own.get(requestKey(request.name)) === undefined ? [] : ["name", "id"])
    this.write(own, draft, tlsKeys)
  }

  /**
   * Writes a checked request, with its private key in a secret or as plain text according to `tlsKeys`. Cancels a drain of the request.
   * @throws ValidationError if the key must be in a secret and cannot be; nothing is written then
   */
  write(own: Databag, request: WireRequest, tlsKeys: TlsKeys): void {
    this.#write(own, request, tlsKeys)
    for (const callback of this.#shared.whenSent) callback(this)
  }

  #write(own: Databag, request: WireRequest, tlsKeys: TlsKeys): void {
    const { name, tls_key: key } = request
    const plain = requestText(sealRequest(request))
    const secretly = key !== null && this.#goesSecretly(own.get(requestKey(name)) === plain, tlsKeys)
    own.delete(drainKey(name))
    if (!secretly) {
      this.#removeSecret(own, name)
      own.set(requestKey(name), plain)
      return
    }
    const sealed = sealRequest({ ...request, tls_key: null })
    own.set(requestKey(name), requestText(sealed))
    const tlsKey = this.#shared.keys.store(
      this.relation,
      { key, requestId: request.id },
      this.snapshot.secret(name),
    )
    own.set(secretsKey(name), serializeSecrets({ sent_hash: sealed.sent_hash ?? "", tls_key: tlsKey }))
  }

  remove(own: Databag, name: string): void {
    this.#removeSecret(own, name)
    // Version 0.1.0 kept acknowledgements in the databag.
    for (const key of [requestKey(name), ackedKey(name), drainKey(name)]) own.delete(key)
    this.#shared.newIds.delete(name)
  }

  /** Asks the provider to drain a request. @returns false if the provider does not support it, or there is nothing to drain */
  drain(own: Databag, name: string, seconds: number): boolean {
    const { snapshot } = this
    const sent = snapshot.sentHash(name)
    if (!(seconds > 0) || sent === null || !snapshot.supports("drain")) return false
    if (snapshot.response(name)?.error !== null) return false
    if (snapshot.drainEnds(name) === undefined)
      own.set(drainKey(name), serializeDrain(sent, drainDeadline(seconds)))
    return true
  }

  /** Returns whether a draining request can be removed: it is drained, or its deadline has passed. */
  isDrainOver(name: string): boolean {
    const { snapshot } = this
    return snapshot.isDrained(name) || (snapshot.drainEnds(name)?.getTime() ?? 0) <= Date.now()
  }

  /** Removes the secrets of a relation that has ended, because Juju only revokes their grants. */
  removeSecrets(): void {
    for (const secret of this.snapshot.secrets) this.#shared.keys.remove(secret)
  }

  /** Returns whether exactly this request is in the databag with a `sentHash`, whichever library has written it. */
  isSent(wire: WireRequest, tlsKeys: TlsKeys): boolean {
    const sent = this.snapshot.sent(wire.name)
    if (sent === undefined || sent.sent_hash === null) return false
    const { name, tls_key: key } = wire
    const sentText = textWithoutHash(sent)
    if (sentText === textWithoutHash(wire)) return key === null || !this.#goesSecretly(true, tlsKeys)
    const secret = this.snapshot.secret(name)
    if (tlsKeys === "plain" || key === null || secret === undefined) return false
    if (sentText !== textWithoutHash({ ...wire, tls_key: null })) return false
    return this.#canReadSecrets && this.#shared.keys.isStored({ key, requestId: wire.id }, secret)
  }

  /** Returns why a private key cannot be sent; undefined if it can. */
  keyProblem(tlsKeys: TlsKeys): Issue | undefined {
    if (tlsKeys !== "secret" || this.#canReadSecrets) return undefined
    const message = "The provider cannot read Juju secrets, and the key must not be sent as plain text."
    return { path: ["tls_key"], message }
  }

  get #canReadSecrets(): boolean {
    return hasSecrets(this.#shared.model) && this.snapshot.supports("secrets")
  }

  /**
   * Returns whether the private key is sent in a secret.
   * @param isSentPlain whether the key is in the databag as plain text already
   * @throws ValidationError if the key must be in a secret and the provider cannot read one
   */
  #goesSecretly(isSentPlain: boolean, tlsKeys: TlsKeys): boolean {
    const problem = this.keyProblem(tlsKeys)
    if (problem !== undefined) throw new ValidationError("The request", [problem])
    if (tlsKeys === "plain") return false
    return this.#canReadSecrets && (tlsKeys === "secret" || !isSentPlain)
  }

  #removeSecret(own: Databag, name: string): void {
    const key = this.snapshot.secret(name)
    if (key !== undefined) this.#shared.keys.remove(key)
    own.delete(secretsKey(name))
  }

  #newId(name: string): string {
    const { newIds } = this.#shared
    const id = newIds.get(name) ?? globalThis.crypto.randomUUID().replaceAll("-", "")
    newIds.set(name, id)
    return id
  }
}

/** Returns the text by which two versions of a request are compared. */
function textWithoutHash(wire: WireRequest): string {
  return requestText({ ...wire, sent_hash: null })
}
