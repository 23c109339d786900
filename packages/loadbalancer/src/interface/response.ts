import { ERROR_TYPES, type ErrorType, type UncheckedResponse } from "../wire.ts"
import { toWireErrorFields } from "./error-fields.ts"

/**
 * The answer to a request while the provider's author fills it in: an address, or an error with a message or fields.
 * `LBConsumers.sendResponse` checks and writes it. Assigning a field that does not exist throws.
 */
export class Response {
  address: string | null = null
  /** `unsupported`: cannot be done here. `provider_error`: it could, but failed. */
  error: ErrorType | null = null
  errorMessage: string | null = null
  /** Fields of the request and what is wrong with them: `{ public: "…", "healthChecks[0].path": "…" }`. */
  errorFields: Readonly<Record<string, string>> = {}

  constructor() {
    Object.preventExtensions(this)
  }

  get errorTypes(): typeof ERROR_TYPES {
    return ERROR_TYPES
  }

  /** The document to send; nothing of it is checked yet. */
  toDraft(receivedHash: string | null): UncheckedResponse {
    return {
      address: this.address,
      error: this.error,
      error_message: this.errorMessage,
      error_fields: toWireErrorFields(this.errorFields),
      received_hash: receivedHash,
    }
  }
}
