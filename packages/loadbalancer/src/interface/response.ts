import { ERROR_TYPES, type ErrorType, type UncheckedResponse } from "../wire.ts"
import { detailsText, type FieldOutcomes } from "./answer-details.ts"
import { toWireErrorFields } from "./error-fields.ts"

/**
 * The answer to a request while the provider's author fills it in: an address, or an error with a message or fields.
 * `LBConsumers.sendResponse` checks and writes it. Assigning a field that does not exist throws.
 */
export class Response {
  /** Where the load balancer is reachable: an IP address, a host name, or an http or https URL. */
  address: string | null = null
  /** `unsupported`: cannot be done here. `provider_error`: it could, but failed. */
  error: ErrorType | null = null
  /** In words for the people on the other side. */
  errorMessage: string | null = null
  /** Fields of the request and what is wrong with them: `{ public: "…", "healthChecks[0].path": "…" }`. */
  errorFields: Readonly<Record<string, string>> = {}

  /** All addresses, if there are more than one. Only consumers that understand it see this and what follows. */
  addresses: readonly string[] = []
  /** Port as it was asked for to the port that clients have to use, where it is another one: `{ 443: 8443 }`. */
  ports: Readonly<Record<number, number>> = {}
  /** What became of fields of the request: `{ sticky: { outcome: "ignored" } }`. */
  fields: FieldOutcomes = {}
  /** The load balancer has no connections any more, as a request with `drainUntil` asks for. */
  drained = false

  constructor() {
    Object.preventExtensions(this)
  }

  /** The values for `error`, by name: `response.errorTypes.unsupported`. */
  get errorTypes(): typeof ERROR_TYPES {
    return ERROR_TYPES
  }

  /** @internal The document to send; nothing of it is checked yet. */
  toDraft(receivedHash: string | null): UncheckedResponse {
    return {
      address: this.address,
      error: this.error,
      error_message: this.errorMessage,
      error_fields: toWireErrorFields(this.errorFields),
      received_hash: receivedHash,
    }
  }

  /**
   * What is said beyond version 1, as text; undefined if nothing is.
   * @throws ValidationError with everything that is wrong
   * @internal
   */
  toDetailsText(receivedHash: string | null, drainUntil: Date | undefined): string | undefined {
    return detailsText(this, this.address, receivedHash, drainUntil)
  }
}
