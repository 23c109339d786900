import { type Issue, type Negotiated, parseRequest, requestHazards, type WireRequest } from "../wire.ts"

/** A request that can be read and used, or why not. */
export type UsableRequest = { readonly wire: WireRequest } | { readonly issues: readonly Issue[] }

/** @param version what the consumer has said that it speaks */
export function readRequest(text: string, version: Negotiated): UsableRequest {
  if (version.state === "unusable") return { issues: [{ path: [], message: version.reason }] }
  const read = parseRequest(text)
  if (!read.ok) return { issues: read.issues }
  const issues = requestHazards(read.value)
  return issues.length > 0 ? { issues } : { wire: read.value }
}
