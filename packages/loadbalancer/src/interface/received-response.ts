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
 * Which version of the request a response answers. `current`: the request as last sent. `stale`: an earlier version. `unknown`: this unit is
 * a follower, and Juju does not let it read the request.
 */
export type Freshness = "current" | "stale" | "unknown"

/** A response of the provider. Frozen. */
export class ReceivedResponse {
  /** The name of the answered request; any text for a response without a request. */
  readonly name: string
  /** Where the load balancer is reachable: an IP address, a host name, or a URL. Null if the request was refused. */
  readonly address: string | null
  /** Null if the load balancer exists. A response with `errorFields` and no error of its own counts as `unsupported`. */
  readonly error: ErrorType | null
  /** The provider's message for people; null if there is none. */
  readonly errorMessage: string | null
  /** Fields of the request with the reasons for the refusal, with the names of `Request`: `portMapping`. */
  readonly errorFields: Readonly<Record<string, string>>
  /** The `sentHash` of the answered request. */
  readonly receivedHash: string | null
  /** Whether it answers the request as last sent. */
  readonly freshness: Freshness
  /** The details of the response; undefined if there are none, as for every provider in Python. */
  readonly details: ResponseDetails | undefined
  // Computed on first use, because a hook in which nothing has changed does not need it.
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

  /** A hash of the whole response, which changes if anything in it changes. */
  get hash(): string {
    this.#hash ??= this.#makeHash()
    return this.#hash
  }

  /** The values that `error` can have, by name. */
  get errorTypes(): typeof ERROR_TYPES {
    return ERROR_TYPES
  }

  /** The addresses of the load balancer: all from the details, or the one of the response. Empty if the request was refused. */
  get addresses(): readonly string[] {
    if (this.details !== undefined && this.details.addresses.length > 0) return this.details.addresses
    return this.address === null || this.error !== null ? [] : [this.address]
  }

  /** Returns the port that clients have to use for a requested port: the same, unless the details have another one. */
  portFor(asked: number): number {
    return this.details?.ports[asked] ?? asked
  }

  /**
   * Returns the address with the port that clients have to use: `response.url("https", 443)`. Undefined without an address; an address that
   * is a URL is returned unchanged.
   * @param asked the requested port, as in the request's `portMapping`
   */
  url(scheme: string, asked: number): string | undefined {
    const [address] = this.addresses
    if (address === undefined || /^https?:/.test(address)) return address
    const host = address.includes(":") && !address.startsWith("[") ? `[${address}]` : address
    return `${scheme}://${host}:${this.portFor(asked)}`
  }
}

/**
 * Returns whether details belong to a response. A provider that moves to Python leaves its details in the databag, and Python's library
 * responds without updating them. Details for another address, or with addresses although the request was refused, are out of date.
 */
function belongsTo({ address, error }: WireResponse, { addresses, ports }: WireDetails): boolean {
  if (error !== null) return addresses.length === 0 && Object.keys(ports).length === 0
  return addresses.length === 0 || addresses[0] === address
}

/** A response that was acknowledged and no longer exists. */
export interface RevokedResponse {
  readonly name: string
}

/** A response that is unreadable, or whose address must not be used. */
export interface InvalidResponse {
  /** The name in the databag key, which can be any text of any length. */
  readonly name: string
  readonly issues: readonly Issue[]
}
