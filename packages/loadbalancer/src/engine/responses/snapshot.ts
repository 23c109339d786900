import { type Capabilities, capabilitiesIn } from "../../interface/capabilities.ts"
import { type Freshness, type InvalidResponse, ReceivedResponse } from "../../interface/received-response.ts"
import { readDetails } from "../../wire/extensions/details.ts"
import { isSameSecond } from "../../wire/extensions/utc-time.ts"
import { isResponseKey } from "../../wire/keys.ts"
import { readSentHash } from "../../wire/v1/request.ts"
import {
  CAPABILITIES_KEY,
  detailsKey,
  drainKey,
  drainNames,
  EXTENSIONS_KEY,
  type Extension,
  md5,
  negotiateVersion,
  parseDrain,
  parseExtensions,
  parseRequest,
  parseSecrets,
  type ReadResult,
  requestKey,
  requestNames,
  responseKey,
  responseNames,
  type SecretRevision,
  secretsKey,
  secretsNames,
  VERSION_KEY,
  type WireDrain,
  type WireRequest,
  type WireResponse,
  type WireSecrets,
} from "../../wire.ts"
import { type Reader, readable, reader, type Texts } from "../documents.ts"
import { readResponse } from "./usable-response.ts"

const NOTHING: Texts = { get: () => undefined, keys: () => [] }

/**
 * The documents in the relation to a provider: the responses and the own requests. Writes of this hook are visible. Each text is parsed once.
 * Followers see only the responses, because Juju does not show them their own application's databag.
 */
export class ResponsesSnapshot {
  /** Whether this unit is leader, and therefore can read the own requests. */
  readonly isOwner: boolean
  readonly #remote: Texts | undefined
  readonly #own: Texts
  readonly #responses: Reader<ReadResult<WireResponse>>
  readonly #requests: Reader<ReadResult<WireRequest>>
  readonly #hashes: Reader<string | null>
  readonly #drains: Reader<ReadResult<WireDrain>>
  readonly #secrets: Reader<ReadResult<WireSecrets>>
  readonly #received = new Map<
    string,
    {
      readonly of: WireResponse
      readonly sent: string | null
      readonly details: string | undefined
      readonly response: ReceivedResponse
    }
  >()

  /**
   * @param remote the provider's application databag; undefined while Juju does not show it
   * @param own the requirer's application databag; undefined on followers
   */
  constructor(remote: Texts | undefined, own: Texts | undefined) {
    this.#remote = remote
    this.#own = own ?? NOTHING
    this.isOwner = own !== undefined
    this.#responses = reader(remote ?? NOTHING, responseKey, readResponse)
    this.#requests = reader(this.#own, requestKey, parseRequest)
    this.#hashes = reader(this.#own, requestKey, readSentHash)
    this.#drains = reader(this.#own, drainKey, parseDrain)
    this.#secrets = reader(this.#own, secretsKey, parseSecrets)
  }

  /** Why no request can be sent yet; undefined if the version is agreed. */
  get obstacle(): string | undefined {
    if (this.#remote === undefined) return "the provider's application data cannot be read"
    const version = negotiateVersion(this.#remote.get(VERSION_KEY))
    if (version.state === "unusable") return version.reason
    // A provider that has answered must have sent version 1, even if its version key is missing now.
    if (version.state === "agreed" || this.#remote.keys().some(isResponseKey)) return undefined
    return "the provider has not said which version it speaks"
  }

  /** The provider's capabilities; undefined if it has none in its databag. */
  get capabilities(): Capabilities | undefined {
    return capabilitiesIn(this.#remote)
  }

  /** A hash of the capabilities; empty if there are none. */
  get capabilitiesHash(): string {
    const text = this.capabilities === undefined ? undefined : this.#remote?.get(CAPABILITIES_KEY)
    return text === undefined ? "" : md5(text)
  }

  supports(extension: Extension): boolean {
    return parseExtensions(this.#remote?.get(EXTENSIONS_KEY)).has(extension)
  }

  /** Names of the sent requests; undefined on followers, which cannot read them. */
  get requested(): readonly string[] | undefined {
    return this.isOwner ? requestNames(this.#own.keys()) : undefined
  }

  /** Returns whether a request of this name was sent; undefined on followers, which cannot read it. */
  isRequested(name: string): boolean | undefined {
    return this.isOwner ? this.#own.get(requestKey(name)) !== undefined : undefined
  }

  /** Returns the request as it was sent. */
  sent(name: string): WireRequest | undefined {
    return readable(this.#requests(name))
  }

  /** Returns the id of the sent request, even if the document is no longer readable. */
  sentId(name: string): string | undefined {
    const read = this.#requests(name)
    return read?.ok === false ? read.remains.id : read?.value.id
  }

  sentHash(name: string): string | null {
    return this.#hashes(name) ?? null
  }

  /** Returns the secret that holds the private key of a request, if it was sent in one. */
  secret(name: string): SecretRevision | undefined {
    return readable(this.#secrets(name))?.tls_key
  }

  /** All secrets with private keys. */
  get secrets(): readonly SecretRevision[] {
    return secretsNames(this.#own.keys())
      .map((name) => this.secret(name))
      .filter((one) => one !== undefined)
  }

  /** Names of the draining requests. Leader only; empty on followers. */
  get draining(): readonly string[] {
    return drainNames(this.#own.keys()).filter((name) => this.drainEnds(name) !== undefined)
  }

  /** Returns the deadline of a draining request; undefined if it is not draining. */
  drainEnds(name: string): Date | undefined {
    const drain = readable(this.#drains(name))
    if (drain === undefined || drain.sent_hash !== this.sentHash(name)) return undefined
    return new Date(drain.until)
  }

  /** Returns whether the provider has reported the request as drained, or has revoked its response. */
  isDrained(name: string): boolean {
    if (!this.isOwner) return false
    const over = readDetails(this.#remote?.get(detailsKey(name)), this.sentHash(name))?.drained
    const until = this.drainEnds(name)
    // The report must be for this drain: its deadline tells it from the report of an earlier one.
    if (typeof over === "string" && until !== undefined && isSameSecond(over, until)) return true
    return this.response(name) === undefined
  }

  /** Names of all responses, readable or not. */
  get responseNames(): readonly string[] {
    return responseNames(this.#remote?.keys() ?? [])
  }

  /** Returns the response; undefined if there is none, or an unreadable one. */
  response(name: string): ReceivedResponse | undefined {
    const wire = readable(this.#responses(name))
    if (wire === undefined) return undefined
    const sent = this.isOwner ? this.sentHash(name) : null
    const details = this.#remote?.get(detailsKey(name))
    const before = this.#received.get(name)
    if (before?.of === wire && before.sent === sent && before.details === details) return before.response
    const response = new ReceivedResponse(
      name,
      wire,
      this.#freshness(wire, sent),
      readDetails(details, wire.received_hash),
    )
    this.#received.set(name, { of: wire, sent, details, response })
    return response
  }

  /** All readable responses, including stale ones and those without a request. */
  get all(): readonly ReceivedResponse[] {
    return existing(this.responseNames, (name) => this.response(name))
  }

  /** The current responses, including refusals. On followers: all readable responses. */
  get complete(): readonly ReceivedResponse[] {
    return existing(this.requested ?? this.responseNames, (name) => this.completeResponse(name))
  }

  completeResponse(name: string): ReceivedResponse | undefined {
    if (this.isRequested(name) === false) return undefined
    const response = this.response(name)
    return response?.freshness === "stale" ? undefined : response
  }

  /** Unreadable responses. */
  get invalid(): readonly InvalidResponse[] {
    return existing(this.responseNames, (name) => this.invalidResponse(name))
  }

  /** Returns the unreadable response; undefined if there is none, or a readable one. */
  invalidResponse(name: string): InvalidResponse | undefined {
    const read = this.#responses(name)
    return read === undefined || read.ok ? undefined : { name, issues: read.issues }
  }

  #freshness({ received_hash: received }: WireResponse, sent: string | null): Freshness {
    if (!this.isOwner) return "unknown"
    return sent !== null && sent === received ? "current" : "stale"
  }
}

function existing<T>(names: readonly string[], get: (name: string) => T | undefined): T[] {
  return names.map(get).filter((one) => one !== undefined)
}
