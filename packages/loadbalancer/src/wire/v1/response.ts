import { REQUEST_FIELDS } from "../../schema/request.ts"
import { ERROR_TYPES, type ErrorType, RESPONSE, type WireResponse } from "../../schema/response.ts"
import type { Unchecked } from "../../schema/schema.ts"
import { assertDocument, hazards } from "../check.ts"
import { type Issue, type ReadResult, ValidationError } from "../issue.ts"
import { parseDocument } from "../read.ts"
import { documentHash, documentText } from "../write.ts"

/** A response from a charm author, not validated yet. */
export type UncheckedResponse = Unchecked<WireResponse>

/** Parses a response like the Python library, but ignores unknown fields and accepts "provider error". Never throws. */
export function parseResponse(text: string): ReadResult<WireResponse> {
  return parseDocument(RESPONSE, text, checkWhole)
}

/**
 * Returns the error of a response. `error_fields` without `error` count as `unsupported`: openstack-integrator refuses that way, and
 * keeps its earlier address.
 */
export function effectiveError({ error, error_fields: fields }: WireResponse): ErrorType | null {
  return error ?? (Object.keys(fields).length > 0 ? ERROR_TYPES.unsupported : null)
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set(REQUEST_FIELDS)

/** Checks rules between fields. As in Python, they apply only if every field is valid, and only the first violation is reported. */
function checkWhole(value: WireResponse): readonly Issue[] {
  const explained = value.error_message || Object.keys(value.error_fields).length > 0
  if (value.error === null && !value.address) return [{ path: [], message: "address required on success" }]
  if (value.error !== null && !explained) {
    return [{ path: [], message: "error_message or error_fields required on failure" }]
  }
  const unknown = Object.keys(value.error_fields).filter((field) => !KNOWN_FIELDS.has(field))
  if (unknown.length === 0) return []
  const message = `Unknown field${unknown.length > 1 ? "s" : ""}: ${unknown.sort().join(", ")}`
  return [{ path: ["error_fields"], message }]
}

/**
 * Lists values that the Python library accepts but that must not reach a configuration file or a terminal. Addresses may be URLs,
 * because upstream's providers write them. Messages are not checked: the response is usable, and they are sanitised when shown.
 */
export function responseHazards(value: WireResponse): readonly Issue[] {
  return hazards(RESPONSE, value)
}

/**
 * Validates a response, stricter than {@link parseResponse}, and serialises it as canonical text.
 * @throws ValidationError with all problems
 */
export function serializeResponse(value: UncheckedResponse): string {
  assertDocument(RESPONSE, value)
  const whole = checkWhole(value)
  if (whole.length > 0) throw new ValidationError(RESPONSE.title, whole)
  return responseText(value)
}

/** Serialises a response without validation: for responses that were parsed from a databag. */
export function responseText(value: WireResponse): string {
  return documentText(RESPONSE, value)
}

/** Computes the MD5 of a response's canonical text, as the Python library does. */
export function hashResponse(value: WireResponse): string {
  return documentHash(RESPONSE, value)
}
