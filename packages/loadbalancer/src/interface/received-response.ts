import { ERROR_TYPES, type ErrorType, hashResponse, type Issue, type WireResponse } from "../wire.ts"
import { fromWireErrorFields } from "./error-fields.ts"

/**
 * `current`: answers what was sent last. `stale`: answers an earlier text of the request.
 * `unknown`: this unit is not the leader, and Juju does not let it read the request.
 */
export type Freshness = "current" | "stale" | "unknown"

/** The answer of a provider. Frozen. */
export class ReceivedResponse {
  readonly name: string
  readonly address: string | null
  readonly error: ErrorType | null
  readonly errorMessage: string | null
  /** Fields of the request and what is wrong with them, with the names of `Request`: `portMapping`. */
  readonly errorFields: Readonly<Record<string, string>>
  /** The `sentHash` of the request that is answered. */
  readonly receivedHash: string | null
  /** Of the whole response: differs if anything in it differs. */
  readonly hash: string
  readonly freshness: Freshness

  constructor(name: string, wire: WireResponse, freshness: Freshness) {
    this.name = name
    this.address = wire.address
    this.error = wire.error
    this.errorMessage = wire.error_message
    this.errorFields = fromWireErrorFields(wire.error_fields)
    this.receivedHash = wire.received_hash
    this.hash = hashResponse(wire)
    this.freshness = freshness
    Object.freeze(this)
  }

  get errorTypes(): typeof ERROR_TYPES {
    return ERROR_TYPES
  }
}

/** A response that was acknowledged and is not there any more. */
export interface RevokedResponse {
  readonly name: string
}

/** A response that cannot be read. */
export interface InvalidResponse {
  readonly name: string
  readonly issues: readonly Issue[]
}
