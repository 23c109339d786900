import type { Databag, Model, Relation } from "@charmkit/ops"
import {
  ackedKey,
  assertRequest,
  negotiateVersion,
  parseRequest,
  parseResponse,
  requestKey,
  requestNames,
  requestText,
  responseKey,
  responseNames,
  sealRequest,
  VERSION_KEY,
  type WireRequest,
  type WireResponse,
} from "../wire.ts"
import { announceVersion, drop, ownBag, put, remoteBag } from "./bags.ts"
import { type Freshness, type InvalidResponse, ReceivedResponse } from "./received-response.ts"
import { Request } from "./request.ts"

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
    if (version.state === "agreed" || responseNames(remote.keys()).length > 0) return undefined
    return "the provider has not said which version it speaks"
  }

  announce(): void {
    if (this.#own !== undefined) announceVersion(this.#own)
  }

  /** Names of the requests sent; undefined for followers, who cannot know. */
  get requested(): readonly string[] | undefined {
    return this.#own === undefined ? undefined : requestNames(this.#own.keys())
  }

  /** The request as it was sent, or a new one. */
  request(name: string): Request {
    const text = this.#own?.get(requestKey(name))
    const read = text === undefined ? undefined : parseRequest(text)
    if (read?.ok === true) return new Request(name, read.value.id, read.value, this.response(name))
    // Somebody has written into our databag. The provider knows the request by its id, so that must stay.
    return new Request(name, read?.remains.id ?? this.#newId(name))
  }

  /** @throws ValidationError, and nothing is written, if the request is not in order */
  send(own: Databag, request: Request): void {
    const key = requestKey(request.name)
    const draft = request.toDraft()
    // A request that another library has sent keeps its name and id, whatever they look like.
    assertRequest(draft, own.get(key) === undefined ? [] : ["name", "id"])
    put(own, key, requestText(sealRequest(draft)))
  }

  remove(own: Databag, name: string): void {
    drop(own, requestKey(name))
    drop(own, ackedKey(name))
  }

  /** All names under which the provider has written something. */
  get responseNames(): readonly string[] {
    return responseNames(this.#remote?.keys() ?? [])
  }

  /** Undefined if there is none, or none that can be read. */
  response(name: string): ReceivedResponse | undefined {
    const wire = this.#wireResponse(name)
    return wire === undefined ? undefined : new ReceivedResponse(name, wire, this.#freshness(name, wire))
  }

  get invalidResponses(): readonly InvalidResponse[] {
    return this.responseNames.flatMap((name) => {
      const read = parseResponse(this.#remote?.get(responseKey(name)) ?? "")
      return read.ok ? [] : [{ name, issues: read.issues }]
    })
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

  /** Undefined for followers. */
  get #own(): Databag | undefined {
    return ownBag(this.#model, this.relation)
  }

  get #remote(): Databag | undefined {
    return remoteBag(this.relation)
  }

  #wireResponse(name: string): WireResponse | undefined {
    const text = this.#remote?.get(responseKey(name))
    const read = text === undefined ? undefined : parseResponse(text)
    return read?.ok === true ? read.value : undefined
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

function sentHash(own: Databag, name: string): WireRequest["sent_hash"] {
  const text = own.get(requestKey(name))
  const read = text === undefined ? undefined : parseRequest(text)
  if (read === undefined) return null
  return read.ok ? read.value.sent_hash : (read.remains.sent_hash ?? null)
}
