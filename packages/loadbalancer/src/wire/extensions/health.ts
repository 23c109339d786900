import { HEALTH, type WireHealth } from "../../schema/health.ts"
import type { Unchecked } from "../../schema/schema.ts"
import { assertDocument, hazards } from "../check.ts"
import type { ReadResult } from "../issue.ts"
import { parseDocument } from "../read.ts"
import { documentText } from "../write.ts"

/** Health from a charm author, not validated yet. */
export type UncheckedHealth = Unchecked<WireHealth>

/** Parses the health of backends. Its keys and reasons are checked, because charms write them into statuses and logs. Never throws. */
export function parseHealth(text: string): ReadResult<WireHealth> {
  return parseDocument(HEALTH, text, (value) => hazards(HEALTH, value))
}

/** Reads the health that belongs to the response with this `received_hash`; undefined if it is missing, unreadable or stale. */
export function readHealth(text: string | undefined, receivedHash: string | null): WireHealth | undefined {
  const read = text === undefined ? undefined : parseHealth(text)
  return read?.ok === true && read.value.received_hash === receivedHash ? read.value : undefined
}

/**
 * Serialises the health of backends as canonical text.
 * @throws ValidationError with all problems
 */
export function serializeHealth(value: UncheckedHealth): string {
  assertDocument(HEALTH, value)
  return documentText(HEALTH, value)
}
