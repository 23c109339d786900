import { printableIssues } from "../../interface/text.ts"
import { responseHazards } from "../../wire/v1/response.ts"
import { parseResponse, type ReadResult, type WireResponse } from "../../wire.ts"

/** Reads a response. One with a value that must not be used, such as an invalid address, counts as unreadable. */
export function readResponse(text: string): ReadResult<WireResponse> {
  const read = parseResponse(text)
  const issues = read.ok ? responseHazards(read.value) : read.issues
  return read.ok && issues.length === 0 ? read : { ok: false, issues: printableIssues(issues), remains: {} }
}
