import { ERROR_TYPES, type ErrorType, type UncheckedResponse } from "../wire.ts"
import { detailsText, type FieldOutcomes } from "./answer-details.ts"
import { OPTION, toWireErrorFields, toWirePlaces } from "./error-fields.ts"

/**
 * A response that the provider's charm fills in: an address, or an error with a message or fields. `LBConsumers.sendResponse` checks and
 * writes it. Assigning an unknown field throws.
 */
export class Response {
  /** Where the load balancer is reachable: an IP address, a host name, or an http or https URL. */
  address: string | null = null
  /** `unsupported`: the provider does not support the request. `provider_error`: it does, but failed. */
  error: ErrorType | null = null
  /** The reason, for the people who operate the requirer. */
  errorMessage: string | null = null
  /** Fields of the request with the reasons for the refusal: `{ public: "…", "healthChecks[0].path": "…" }`. */
  errorFields: Readonly<Record<string, string>> = {}

  /** All addresses, if there is more than one. This field and those below are extensions: only requirers that support details read them. */
  addresses: readonly string[] = []
  /** Requested port to the port that clients have to use, where they differ: `{ 443: 8443 }`. */
  ports: Readonly<Record<number, number>> = {}
  /** The outcome of fields of the request: `{ sticky: { outcome: "ignored" } }`. */
  fields: FieldOutcomes = {}
  /** Whether a request with `drainUntil` is drained: its load balancer has no connections any more. */
  drained = false

  constructor() {
    Object.preventExtensions(this)
  }

  /** The values for `error`, by name: `response.errorTypes.unsupported`. */
  get errorTypes(): typeof ERROR_TYPES {
    return ERROR_TYPES
  }

  /** @internal Returns the document to send, without any check. */
  toDraft(receivedHash: string | null): UncheckedResponse {
    return {
      address: this.address,
      error: this.error,
      error_message: this.#message,
      error_fields: toWireErrorFields(this.errorFields),
      received_hash: receivedHash,
    }
  }

  get #message(): string | null {
    const options = Object.entries(toWirePlaces(this.errorFields)).filter(([place]) => OPTION.test(place))
    const words = options.map(([place, text]) => `${place}: ${text}`)
    return options.length === 0 ? this.errorMessage : [this.errorMessage ?? [], words].flat().join("; ")
  }

  /**
   * Returns the details document; undefined if there are no details.
   * @throws ValidationError with all issues
   * @internal
   */
  toDetailsText(receivedHash: string | null, drainUntil: Date | undefined): string | undefined {
    return detailsText(this, this.address, receivedHash, drainUntil)
  }
}
