import { effectiveError, type WireResponse } from "../../wire.ts"
import type { Answer } from "./report.ts"

export function answerOf(
  wire: WireResponse,
  known: Pick<Answer, "current" | "acknowledged" | "details">,
): Answer {
  const error = effectiveError(wire)
  return {
    address: wire.error === error ? wire.address : null,
    error,
    errorMessage: wire.error_message,
    errorFields: Object.entries(wire.error_fields).map(([field, words]) => ({ field, words })),
    receivedHash: wire.received_hash,
    ...known,
  }
}
