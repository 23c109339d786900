import type { Databag, Model, Relation } from "@charmkit/ops"
import { Request } from "../../interface/request.ts"
import {
  ackedKey,
  assertRequest,
  drainKey,
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
import { hasSecrets, type OwnKeys } from "../tls-key.ts"
import { drainDeadline } from "./drain-deadline.ts"
import { ResponsesSnapshot } from "./snapshot.ts"
import type { TlsKeys } from "./tls-keys.ts"

/** What the APIs of one endpoint share in one hook. */
export interface Shared {
  readonly model: Model
  readonly keys: OwnKeys
  /** Until a request is sent, its id lives here: asked twice in a hook, it is the same request. */
  readonly newIds: Map<string, string>
}

/** The relation to a provider in one hook: what stands in it, and the requests that the leader sends and takes back. */
export class ProviderRelation {
  readonly relation: Relation
  readonly #shared: Shared
  #follower: ResponsesSnapshot | undefined
  #leader: ResponsesSnapshot | undefined

  constructor(shared: Shared, relation: Relation) {
    this.#shared = shared
    this.relation = relation
  }

  /** What stands in the relation now. Leadership can be lost while the hook runs. */
  get snapshot(): ResponsesSnapshot {
    const { own } = this
    if (own === undefined) {
      this.#follower ??= new ResponsesSnapshot(remoteBag(this.relation), undefined)
      return this.#follower
    }
    this.#leader ??= new ResponsesSnapshot(remoteBag(this.relation), own)
    return this.#leader
  }

  /** The own application's databag; undefined for followers. */
  get own(): Databag | undefined {
    return ownBag(this.#shared.model, this.relation)
  }

  /** A hash of all that stands in the relation, as far as this unit can read it. */
  get texts(): string {
    return `${textsOf(remoteBag(this.relation))} ${textsOf(this.own)}`
  }

  announce(): void {
    if (this.own !== undefined) announce(this.own, ["details"])
  }

  /** The request as it was sent, or a new one. */
  request(name: string): Request {
    const { snapshot } = this
    const sent = snapshot.sent(name)
    // Somebody may have written into our databag. The provider knows the request by its id, so that must stay.
    if (sent === undefined) return new Request(name, snapshot.sentId(name) ?? this.#newId(name))
    const key = snapshot.secret(name)
    const readTlsKey = key === undefined ? undefined : () => this.#shared.keys.read(key)
    return new Request(name, sent.id, sent, snapshot.response(name), readTlsKey)
  }

  /** @throws ValidationError, and nothing is written, if the request is not in order */
  send(own: Databag, request: Request, tlsKeys: TlsKeys): void {
    const draft = request.toDraft()
    // A request that another library has sent keeps its name and id, whatever they look like.
    assertRequest(draft, own.get(requestKey(request.name)) === undefined ? [] : ["name", "id"])
    this.write(own, draft, tlsKeys)
  }

  /**
   * Writes a request that has been checked, its private key where the other side can read it and nobody else. It is not drained any more.
   * @throws ValidationError, and nothing is written, if a key that must be secret cannot be
   */
  write(own: Databag, request: WireRequest, tlsKeys: TlsKeys): void {
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

  /** Asks the provider to let the connections end. @returns false if it cannot, or has nothing to drain */
  drain(own: Databag, name: string, seconds: number): boolean {
    const { snapshot } = this
    const sent = snapshot.sentHash(name)
    if (!(seconds > 0) || sent === null || !snapshot.supports("drain")) return false
    if (snapshot.response(name)?.error !== null) return false
    if (snapshot.drainEnds(name) === undefined)
      own.set(drainKey(name), serializeDrain(sent, drainDeadline(seconds)))
    return true
  }

  /** Whether a request that is being drained can go: its connections have ended, or their time has. */
  isDrainOver(name: string): boolean {
    const { snapshot } = this
    return snapshot.isDrained(name) || (snapshot.drainEnds(name)?.getTime() ?? 0) <= Date.now()
  }

  /** Takes away the secrets of a relation that has ended: Juju takes back the grants only. */
  removeSecrets(): void {
    for (const secret of this.snapshot.secrets) this.#shared.keys.remove(secret)
  }

  /** Whether this very request stands in the databag, whichever library wrote it, with a token that an answer can repeat. */
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

  /** What is wrong with sending a private key; undefined if nothing is. */
  keyProblem(tlsKeys: TlsKeys): Issue | undefined {
    if (tlsKeys !== "secret" || this.#canReadSecrets) return undefined
    const message = "The provider cannot read Juju secrets, and the key must not be sent as plain text."
    return { path: ["tls_key"], message }
  }

  get #canReadSecrets(): boolean {
    return hasSecrets(this.#shared.model) && this.snapshot.supports("secrets")
  }

  /** @throws ValidationError if the key must not be plain text, and cannot be anything else */
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

/** What two texts of one request are compared by. */
function textWithoutHash(wire: WireRequest): string {
  return requestText({ ...wire, sent_hash: null })
}
