import { hashAnswer } from "../wire/extensions/details.ts"
import {
  ERROR_TYPES,
  type ErrorType,
  effectiveError,
  type Issue,
  type WireDetails,
  type WireResponse,
} from "../wire.ts"
import { fromWireDetails, type ResponseDetails } from "./answer-details.ts"
import { fromWireErrorFields } from "./error-fields.ts"
import { readableWords } from "./text.ts"

/**
 * `current`: answers what was sent last. `stale`: answers an earlier text of the request.
 * `unknown`: this unit is not the leader, and Juju does not let it read the request.
 */
export type Freshness = "current" | "stale" | "unknown"

/** The answer of a provider. Frozen. */
export class ReceivedResponse {
  /** Of the request that is answered; of a response that nobody has asked for, any text. */
  readonly name: string
  /** Where the load balancer is reachable: an IP address, a host name, or a URL. Null if the request was refused. */
  readonly address: string | null
  /** Null if the load balancer is there. A response with `errorFields` and no error of its own counts as `unsupported`. */
  readonly error: ErrorType | null
  /** The provider's words for people; null if it has none. */
  readonly errorMessage: string | null
  /** Fields of the request and what is wrong with them, with the names of `Request`: `portMapping`. */
  readonly errorFields: Readonly<Record<string, string>>
  /** The `sentHash` of the request that is answered. */
  readonly receivedHash: string | null
  /** Whether it answers the request as it stands. */
  readonly freshness: Freshness
  /** What the provider says beyond version 1; undefined if nothing, as every provider in Python. */
  readonly details: ResponseDetails | undefined
  // Made when asked for: a hook in which nothing has changed does without.
  readonly #makeHash: () => string
  #hash: string | undefined

  /** @internal */
  constructor(name: string, wire: WireResponse, freshness: Freshness, details?: WireDetails) {
    this.name = name
    this.error = effectiveError(wire)
    this.address = wire.error === this.error ? wire.address : null
    this.errorMessage = wire.error_message === null ? null : readableWords(wire.error_message)
    this.errorFields = fromWireErrorFields(wire.error_fields)
    this.receivedHash = wire.received_hash
    const fitting = details === undefined || !belongsTo(wire, details) ? undefined : details
    this.#makeHash = () => hashAnswer(wire, fitting)
    this.details = fitting === undefined ? undefined : fromWireDetails(fitting)
    this.freshness = freshness
    Object.freeze(this)
  }

  /** Of the whole response: differs if anything in it differs. */
  get hash(): string {
    this.#hash ??= this.#makeHash()
    return this.#hash
  }

  /** The values that `error` can have, by name. */
  get errorTypes(): typeof ERROR_TYPES {
    return ERROR_TYPES
  }

  /** Of the load balancer: the one address, or all of them if the provider says so. Empty if it was refused. */
  get addresses(): readonly string[] {
    if (this.details !== undefined && this.details.addresses.length > 0) return this.details.addresses
    return this.address === null || this.error !== null ? [] : [this.address]
  }

  /** The port that clients have to use for one that was asked for: the same, unless the provider says otherwise. */
  portFor(asked: number): number {
    return this.details?.ports[asked] ?? asked
  }

  /**
   * The address with the port that clients have to use: `response.url("https", 443)`. Undefined without an address; an address that is a
   * URL is returned as it is.
   * @param asked the port as in the request's `portMapping`
   */
  url(scheme: string, asked: number): string | undefined {
    const [address] = this.addresses
    if (address === undefined || /^https?:/.test(address)) return address
    const host = address.includes(":") && !address.startsWith("[") ? `[${address}]` : address
    return `${scheme}://${host}:${this.portFor(asked)}`
  }
}

/**
 * A provider that moves to Python leaves its details behind, and Python answers without them: what they say of another address, or of a
 * load balancer that is refused now, is out of date.
 */
function belongsTo({ address, error }: WireResponse, { addresses, ports }: WireDetails): boolean {
  if (error !== null) return addresses.length === 0 && Object.keys(ports).length === 0
  return addresses.length === 0 || addresses[0] === address
}

/** A response that was acknowledged and is not there any more. */
export interface RevokedResponse {
  readonly name: string
}

/** A response that cannot be read, or whose address must not be used. */
export interface InvalidResponse {
  /** As in the key: it may be any text, of any length. */
  readonly name: string
  readonly issues: readonly Issue[]
}
