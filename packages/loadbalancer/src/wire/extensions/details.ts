import { DETAILS, type WireDetails } from "../../schema/details.ts"
import type { WireResponse } from "../../schema/response.ts"
import type { Unchecked } from "../../schema/schema.ts"
import { assertDocument } from "../check.ts"
import type { ReadResult } from "../issue.ts"
import { md5 } from "../md5.ts"
import { parseDocument } from "../read.ts"
import { hashResponse } from "../v1/response.ts"
import { documentText } from "../write.ts"

/** Details from a charm author, not validated yet. */
export type UncheckedDetails = Unchecked<WireDetails>

/** Parses details. Never throws. */
export function parseDetails(text: string): ReadResult<WireDetails> {
  return parseDocument(DETAILS, text)
}

/** Reads the details of the response with this `received_hash`; undefined if they are missing, unreadable or stale. */
export function readDetails(text: string | undefined, receivedHash: string | null): WireDetails | undefined {
  const read = text === undefined ? undefined : parseDetails(text)
  if (read?.ok !== true || receivedHash === null) return undefined
  return read.value.received_hash === receivedHash ? read.value : undefined
}

/** Hashes a response together with its details: the hash changes if either changes. */
export function hashAnswer(response: WireResponse, details: WireDetails | undefined): string {
  const hash = hashResponse(response)
  return details === undefined ? hash : md5(`${hash}\n${canonicalDetails(details)}`)
}

/**
 * Serialises details as canonical text, without empty fields.
 * @throws ValidationError with all problems
 */
export function serializeDetails(value: UncheckedDetails): string {
  assertDocument(DETAILS, value)
  return canonicalDetails(value)
}

/** Serialises details without validation: for details that were parsed from a databag. */
export function canonicalDetails(value: WireDetails): string {
  return documentText(DETAILS, value)
}
