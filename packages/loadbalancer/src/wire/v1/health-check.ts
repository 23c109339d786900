import { HEALTH_CHECK, type WireHealthCheck } from "../../schema/health-check.ts"
import type { Unchecked } from "../../schema/schema.ts"
import { assertDocument } from "../check.ts"
import type { ReadResult } from "../issue.ts"
import { parseDocument } from "../read.ts"
import { documentHash, documentText } from "../write.ts"

/** Parses a health check outside of a request. Never throws. */
export function parseHealthCheck(text: string): ReadResult<WireHealthCheck> {
  return parseDocument(HEALTH_CHECK, text)
}

/**
 * Validates a health check and serialises it as canonical text.
 * @throws ValidationError with all problems
 */
export function serializeHealthCheck(value: Unchecked<WireHealthCheck>): string {
  assertDocument(HEALTH_CHECK, value)
  return documentText(HEALTH_CHECK, value)
}

/** Computes the MD5 of a health check's canonical text, as the Python library does. */
export function hashHealthCheck(value: WireHealthCheck): string {
  return documentHash(HEALTH_CHECK, value)
}
