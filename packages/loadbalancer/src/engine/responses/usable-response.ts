import { printableIssues } from "../../interface/text.ts"
import { responseHazards } from "../../wire/v1/response.ts"
import { parseResponse, type ReadResult, type WireResponse } from "../../wire.ts"

/** Reads a response; a response with control characters or other hazards counts as unreadable. */
export function readResponse(text: string): ReadResult<WireResponse> {
  const read = parseResponse(text)
  const issues = read.ok ? responseHazards(read.value) : read.issues
  return read.ok && issues.length === 0 ? read : { ok: false, issues: printableIssues(issues), remains: {} }
}
