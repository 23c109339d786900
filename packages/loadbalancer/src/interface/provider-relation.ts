// Long because the rules of one relation, and of what stands in it, belong together.
import type { Databag, Model, Relation } from "@charmkit/ops"
import { readDetails } from "../wire/extensions/details.ts"
import { isSameSecond } from "../wire/extensions/utc-time.ts"
import { isResponseKey } from "../wire/keys.ts"
import { readSentHash } from "../wire/v1/request.ts"
import {
  ackedKey,
  assertRequest,
  CAPABILITIES_KEY,
  detailsKey,
  drainKey,
  drainNames,
  EXTENSIONS_KEY,
  type Extension,
  type Issue,
  md5,
  negotiateVersion,
  parseDrain,
  parseExtensions,
  parseRequest,
  parseSecrets,
  requestKey,
  requestNames,
  requestText,
  responseKey,
  responseNames,
  type SecretRevision,
  sealRequest,
  secretsKey,
  secretsNames,
  serializeDrain,
  serializeSecrets,
  ValidationError,
  VERSION_KEY,
  type WireRequest,
  type WireResponse,
} from "../wire.ts"
import { announce, drop, ownBag, put, remoteBag } from "./bags.ts"
import { type Capabilities, capabilitiesIn } from "./capabilities.ts"
import { type Freshness, type InvalidResponse, ReceivedResponse } from "./received-response.ts"
import { remembered } from "./remembered.ts"
import { Request } from "./request.ts"
import { hasSecrets, isTlsKeyStored, readOwnTlsKey, removeTlsKey, storeTlsKey } from "./tls-key.ts"
import { readResponse } from "./usable-response.ts"

const responses = remembered(readResponse)

/**
 * How private keys travel. `negotiate`: as a Juju secret where the provider can read one, otherwise as plain text. `secret`: never as plain
 * text. `plain`: always, such as before the provider goes back to Python; a key that stands in a secret is sent anew.
 */
export type TlsKeys = "negotiate" | "secret" | "plain"

/** The relation to a provider, as the databags show it now. Nothing is kept, so own writes are seen at once. */
export class ProviderRelation {
  readonly relation: Relation
  readonly #model: Model
  // Until a request is sent, its id lives here: asked twice in a hook, it is the same request.
  readonly #newIds: Map<string, string>

  constructor(model: Model, relation: Relation, newIds: Map<string, string>) {
    this.#model = model
    this.relation = relation
    this.#newIds = newIds
  }

  /** Why nothing can be asked for yet; undefined if the provider speaks our version. */
  get obstacle(): string | undefined {
    const remote = this.#remote
    if (remote === undefined) return "the provider's application data cannot be read"
    const version = negotiateVersion(remote.get(VERSION_KEY))
    if (version.state === "unusable") return version.reason
    // A provider that has answered has spoken version 1, even if its version key is missing now.
    if (version.state === "agreed" || remote.keys().some(isResponseKey)) return undefined
    return "the provider has not said which version it speaks"
  }

  announce(): void {
    if (this.#own !== undefined) announce(this.#own, ["details"])
  }

  /** What the provider says that it can do; undefined if it does not say. */
  get capabilities(): Capabilities | undefined {
    return capabilitiesIn(this.#remote)
  }

  /** Empty if the provider does not say what it can do. */
  get capabilitiesHash(): string {
    const text = this.capabilities === undefined ? undefined : this.#remote?.get(CAPABILITIES_KEY)
    return text === undefined ? "" : md5(text)
  }

  understands(extension: Extension): boolean {
    return parseExtensions(this.#remote?.get(EXTENSIONS_KEY)).has(extension)
  }

  /** Whether this unit leads, and can read what its application has sent. */
  get isOwner(): boolean {
    return this.#own !== undefined
  }

  /** Names of the requests sent; undefined for followers, who cannot know. */
  get requested(): readonly string[] | undefined {
    return this.#own === undefined ? undefined : requestNames(this.#own.keys())
  }

  /** Whether a request of this name was sent; undefined for followers, who cannot know. */
  isRequested(name: string): boolean | undefined {
    return this.#own === undefined ? undefined : this.#own.get(requestKey(name)) !== undefined
  }

  /** The request as it was sent, or a new one. */
  request(name: string): Request {
    const text = this.#own?.get(requestKey(name))
    const read = text === undefined ? undefined : parseRequest(text)
    if (read?.ok === true) {
      const key = this.#sentSecret(name)
      const readTlsKey = key === undefined ? undefined : () => readOwnTlsKey(this.#model, key)
      return new Request(name, read.value.id, read.value, this.response(name), readTlsKey)
    }
    // Somebody has written into our databag. The provider knows the request by its id, so that must stay.
    return new Request(name, read?.remains.id ?? this.#newId(name))
  }

  /** @throws ValidationError, and nothing is written, if the request is not in order */
  send(own: Databag, request: Request, tlsKeys: TlsKeys): void {
    const draft = request.toDraft()
    // A request that another library has sent keeps its name and id, whatever they look like.
    assertRequest(draft, own.get(requestKey(request.name)) === undefined ? [] : ["name", "id"])
    this.write(own, draft, tlsKeys)
    drop(own, drainKey(request.name))
  }

  /**
   * Writes a request that has been checked, its private key where the other side can read it and nobody else.
   * @throws ValidationError, and nothing is written, if a key that must be secret cannot be
   */
  write(own: Databag, request: WireRequest, tlsKeys: TlsKeys): void {
    const { name, tls_key: key } = request
    const plain = requestText(sealRequest(request))
    if (key === null || !this.#goesSecretly(own.get(requestKey(name)) === plain, tlsKeys)) {
      this.#removeSecret(own, name)
      put(own, requestKey(name), plain)
      return
    }
    const sealed = sealRequest({ ...request, tls_key: null })
    put(own, requestKey(name), requestText(sealed))
    const stored = { key, requestId: request.id }
    const tlsKey = storeTlsKey(this.#model, this.relation, stored, this.#sentSecret(name))
    put(own, secretsKey(name), serializeSecrets({ sent_hash: sealed.sent_hash ?? "", tls_key: tlsKey }))
  }

  remove(own: Databag, name: string): void {
    this.#removeSecret(own, name)
    drop(own, requestKey(name))
    drop(own, ackedKey(name))
    drop(own, drainKey(name))
  }

  /** Asks the provider to let the connections end. @returns false if it cannot, or has nothing to drain */
  drain(own: Databag, name: string, until: Date): boolean {
    const sent = sentHash(own, name)
    if (sent === null || !this.understands("drain") || this.response(name)?.error !== null) return false
    if (this.drainEnds(name) === undefined) put(own, drainKey(name), serializeDrain(sent, until))
    return true
  }

  /** Names of the requests that are being drained. Leader only; empty for followers. */
  get draining(): readonly string[] {
    return drainNames(this.#own?.keys() ?? []).filter((name) => this.drainEnds(name) !== undefined)
  }

  /** When to wait no longer for the end of a request's connections; undefined if it is not being drained. */
  drainEnds(name: string): Date | undefined {
    const own = this.#own
    const read = own === undefined ? undefined : parseDrain(own.get(drainKey(name)) ?? "")
    if (own === undefined || read?.ok !== true || read.value.sent_hash !== sentHash(own, name))
      return undefined
    return new Date(read.value.until)
  }

  /** Whether the provider says that there are no connections any more, or has taken its answer back. */
  isDrained(name: string): boolean {
    const own = this.#own
    if (own === undefined) return false
    const over = readDetails(this.#remote?.get(detailsKey(name)), sentHash(own, name))?.drained
    const until = this.drainEnds(name)
    // What is left of an earlier draining says nothing of this one.
    if (typeof over === "string" && until !== undefined && isSameSecond(over, until)) return true
    return this.response(name) === undefined
  }

  /** Takes away the secrets of a relation that has ended. */
  removeSecrets(): void {
    const own = this.#own
    for (const name of own === undefined ? [] : secretsNames(own.keys())) {
      const key = this.#sentSecret(name)
      if (key !== undefined) removeTlsKey(this.#model, key)
    }
  }

  /** All names under which the provider has written something. */
  get responseNames(): readonly string[] {
    return responseNames(this.#remote?.keys() ?? [])
  }

  /** Undefined if there is none, or none that can be read. */
  response(name: string): ReceivedResponse | undefined {
    const wire = this.#wireResponse(name)
    if (wire === undefined) return undefined
    const details = readDetails(this.#remote?.get(detailsKey(name)), wire.received_hash)
    return new ReceivedResponse(name, wire, this.#freshness(name, wire), details)
  }

  get invalidResponses(): readonly InvalidResponse[] {
    return this.responseNames.flatMap((name) => this.invalidResponse(name) ?? [])
  }

  /** Undefined if there is no response of this name, or one that can be read. */
  invalidResponse(name: string): InvalidResponse | undefined {
    const text = this.#remote?.get(responseKey(name))
    const read = text === undefined ? undefined : readResponse(text)
    return read === undefined || read.ok ? undefined : { name, issues: read.issues }
  }

  acked(name: string): string | undefined {
    return this.#own?.get(ackedKey(name))
  }

  acknowledge(name: string, hash: string | undefined): void {
    const own = this.#own
    if (own === undefined) return
    if (hash === undefined) drop(own, ackedKey(name))
    else put(own, ackedKey(name), hash)
  }

  /** Whether this very request stands in the databag, whichever library wrote it, with a token that an answer can repeat. */
  stands(own: Databag, wire: WireRequest, tlsKeys: TlsKeys): boolean {
    const read = parseRequest(own.get(requestKey(wire.name)) ?? "")
    if (!read.ok || read.value.sent_hash === null) return false
    const standing = bare(read.value)
    const { name, tls_key: key } = wire
    if (standing === bare(wire)) return key === null || !this.#goesSecretly(true, tlsKeys)
    const secret = this.#sentSecret(name)
    if (tlsKeys === "plain" || key === null || secret === undefined) return false
    if (standing !== bare({ ...wire, tls_key: null })) return false
    return this.#canReadSecrets && isTlsKeyStored(this.#model, { key, requestId: wire.id }, secret)
  }

  /** What is wrong with sending a private key; undefined if nothing is. */
  keyProblem(tlsKeys: TlsKeys): Issue | undefined {
    if (tlsKeys !== "secret" || this.#canReadSecrets) return undefined
    const message = "The provider cannot read Juju secrets, and the key must not be sent as plain text."
    return { path: ["tls_key"], message }
  }

  get #canReadSecrets(): boolean {
    return hasSecrets(this.#model) && this.understands("secrets")
  }

  /** @throws ValidationError if the key must not be plain text, and cannot be anything else */
  #goesSecretly(standsPlain: boolean, tlsKeys: TlsKeys): boolean {
    const problem = this.keyProblem(tlsKeys)
    if (problem !== undefined) throw new ValidationError("The request", [problem])
    if (tlsKeys === "plain") return false
    return this.#canReadSecrets && (tlsKeys === "secret" || !standsPlain)
  }

  #sentSecret(name: string): SecretRevision | undefined {
    const read = parseSecrets(this.#own?.get(secretsKey(name)) ?? "")
    return read.ok ? read.value.tls_key : undefined
  }

  #removeSecret(own: Databag, name: string): void {
    const key = this.#sentSecret(name)
    if (key !== undefined) removeTlsKey(this.#model, key)
    drop(own, secretsKey(name))
  }

  /** Undefined for followers. */
  get #own(): Databag | undefined {
    return ownBag(this.#model, this.relation)
  }

  get #remote(): Databag | undefined {
    return remoteBag(this.relation)
  }

  #wireResponse(name: string): WireResponse | undefined {
    const remote = this.#remote
    return remote === undefined ? undefined : responses(remote, responseKey(name))
  }

  #freshness(name: string, { received_hash: received }: WireResponse): Freshness {
    const own = this.#own
    if (own === undefined) return "unknown"
    const sent = sentHash(own, name)
    return sent !== null && sent === received ? "current" : "stale"
  }

  #newId(name: string): string {
    const id = this.#newIds.get(name) ?? globalThis.crypto.randomUUID().replaceAll("-", "")
    this.#newIds.set(name, id)
    return id
  }
}

/** What two texts of one request are compared by. */
function bare(wire: WireRequest): string {
  return requestText({ ...wire, sent_hash: null })
}

function sentHash(own: Databag, name: string): WireRequest["sent_hash"] {
  const text = own.get(requestKey(name))
  return text === undefined ? null : readSentHash(text)
}
