import { REQUEST, type WireRequest } from "../../schema/request.ts"
import type { Unchecked } from "../../schema/schema.ts"
import { assertDocument, hazards } from "../check.ts"
import type { Issue, ReadResult } from "../issue.ts"
import { MAX_DEPTH, MAX_DIGITS, parsePythonJson } from "../python-json.ts"
import { parseDocument } from "../read.ts"
import { documentHash, documentText } from "../write.ts"

/** A request from a charm author, not validated yet. */
export type UncheckedRequest = Unchecked<WireRequest>

/** Parses a request like the Python library, with the same coercions, but ignores unknown fields. Never throws. */
export function parseRequest(text: string): ReadResult<WireRequest> {
  return parseDocument(REQUEST, text)
}

/**
 * Reads only the `sent_hash` of a request, also if other fields are unreadable; null if there is none. The requirer compares it in every
 * hook, and a full parse would be slower.
 */
export function readSentHash(text: string): string | null {
  const fields = parsePlainObject(text)
  if (fields !== undefined) return typeof fields.sent_hash === "string" ? fields.sent_hash : null
  const json = parsePythonJson(text)
  const sentHash = json.ok && json.value instanceof Map ? json.value.get("sent_hash") : undefined
  return typeof sentHash === "string" ? sentHash : null
}

/** Parses with `JSON.parse`. Undefined if that could differ from Python: not an object, `NaN` and the like, beyond the limits of digits or depth. */
function parsePlainObject(text: string): { readonly sent_hash?: unknown } | undefined {
  if (text.length > MAX_DIGITS || text.split("[").length + text.split("{").length > MAX_DEPTH)
    return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Lists values that the Python library accepts but that must not reach the configuration of a load balancer: invalid ports, and text
 * that would inject other directives.
 */
export function requestHazards(value: WireRequest): readonly Issue[] {
  return hazards(REQUEST, value)
}

/**
 * Validates a request before it is written; stricter than {@link parseRequest}.
 * @param kept fields that are not checked, because they keep the value that is already in the databag
 * @throws ValidationError with all problems
 */
export function assertRequest(
  value: UncheckedRequest,
  kept: readonly (keyof WireRequest)[] = [],
): asserts value is WireRequest {
  assertDocument(REQUEST, value, kept)
}

/**
 * Validates a request and serialises it as canonical text.
 * @throws ValidationError with all problems
 */
export function serializeRequest(value: UncheckedRequest): string {
  assertRequest(value)
  return requestText(value)
}

/** Serialises a request without validation: for requests that were parsed from a databag. */
export function requestText(value: WireRequest): string {
  return documentText(REQUEST, value)
}

/** Computes the MD5 of a request's canonical text, as the Python library does. With `sent_hash` null, it is the `sent_hash` to send. */
export function hashRequest(value: WireRequest): string {
  return documentHash(REQUEST, value)
}

/** Returns the request with its `sent_hash`: the hash of its canonical text with `sent_hash` null. */
export function sealRequest(value: WireRequest): WireRequest {
  return { ...value, sent_hash: hashRequest({ ...value, sent_hash: null }) }
}
