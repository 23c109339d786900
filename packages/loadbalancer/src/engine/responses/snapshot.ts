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
 * What stands in the relation to a provider: its responses, and what was asked for. It follows what is written in this hook, and parses each
 * text once. Followers, whom Juju does not show their own application's databag, see the responses only.
 */
export class ResponsesSnapshot {
  /** Whether this unit leads, and can read what its application has sent. */
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

  /** Why nothing can be asked for yet; undefined if the provider speaks our version. */
  get obstacle(): string | undefined {
    if (this.#remote === undefined) return "the provider's application data cannot be read"
    const version = negotiateVersion(this.#remote.get(VERSION_KEY))
    if (version.state === "unusable") return version.reason
    // A provider that has answered has spoken version 1, even if its version key is missing now.
    if (version.state === "agreed" || this.#remote.keys().some(isResponseKey)) return undefined
    return "the provider has not said which version it speaks"
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

  supports(extension: Extension): boolean {
    return parseExtensions(this.#remote?.get(EXTENSIONS_KEY)).has(extension)
  }

  /** Names of the requests sent; undefined for followers, who cannot know. */
  get requested(): readonly string[] | undefined {
    return this.isOwner ? requestNames(this.#own.keys()) : undefined
  }

  /** Whether a request of this name was sent; undefined for followers, who cannot know. */
  isRequested(name: string): boolean | undefined {
    return this.isOwner ? this.#own.get(requestKey(name)) !== undefined : undefined
  }

  /** The request as it was sent. */
  sent(name: string): WireRequest | undefined {
    return readable(this.#requests(name))
  }

  /** The id of what was sent, even if somebody has written into the databag since. */
  sentId(name: string): string | undefined {
    const read = this.#requests(name)
    return read?.ok === false ? read.remains.id : read?.value.id
  }

  sentHash(name: string): string | null {
    return this.#hashes(name) ?? null
  }

  /** Where the private key of a request is, if it was sent as a secret. */
  secret(name: string): SecretRevision | undefined {
    return readable(this.#secrets(name))?.tls_key
  }

  /** All secrets with private keys. */
  get secrets(): readonly SecretRevision[] {
    return secretsNames(this.#own.keys())
      .map((name) => this.secret(name))
      .filter((one) => one !== undefined)
  }

  /** Names of the requests that are being drained. Leader only; empty for followers. */
  get draining(): readonly string[] {
    return drainNames(this.#own.keys()).filter((name) => this.drainEnds(name) !== undefined)
  }

  /** When to wait no longer for the end of a request's connections; undefined if it is not being drained. */
  drainEnds(name: string): Date | undefined {
    const drain = readable(this.#drains(name))
    if (drain === undefined || drain.sent_hash !== this.sentHash(name)) return undefined
    return new Date(drain.until)
  }

  /** Whether the provider says that there are no connections any more, or has taken its answer back. */
  isDrained(name: string): boolean {
    if (!this.isOwner) return false
    const over = readDetails(this.#remote?.get(detailsKey(name)), this.sentHash(name))?.drained
    const until = this.drainEnds(name)
    // What is left of an earlier draining says nothing of this one.
    if (typeof over === "string" && until !== undefined && isSameSecond(over, until)) return true
    return this.response(name) === undefined
  }

  /** All names under which the provider has written something. */
  get responseNames(): readonly string[] {
    return responseNames(this.#remote?.keys() ?? [])
  }

  /** Undefined if there is none, or none that can be read. */
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

  /** Everything the provider has written that can be read, also what answers nothing that is asked for now. */
  get all(): readonly ReceivedResponse[] {
    return existing(this.responseNames, (name) => this.response(name))
  }

  /** The responses that answer the requests as they were sent last, refusals included. On followers: all responses. */
  get complete(): readonly ReceivedResponse[] {
    return existing(this.requested ?? this.responseNames, (name) => this.completeResponse(name))
  }

  completeResponse(name: string): ReceivedResponse | undefined {
    if (this.isRequested(name) === false) return undefined
    const response = this.response(name)
    return response?.freshness === "stale" ? undefined : response
  }

  /** Responses that cannot be read. */
  get invalid(): readonly InvalidResponse[] {
    return existing(this.responseNames, (name) => this.invalidResponse(name))
  }

  /** Undefined if there is no response of this name, or one that can be read. */
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
