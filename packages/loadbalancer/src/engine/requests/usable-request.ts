import { printableIssues, shorten } from "../../interface/text.ts"
import type { RequestExtensions } from "../../wire/extensions/request-extensions.ts"
import { type Issue, type Negotiated, parseRequest, requestHazards, type WireRequest } from "../../wire.ts"

/** A request that can be used, with what its requirer says in extensions. */
export interface KnownRequest {
  readonly name: string
  /** As the requirer wrote it: without default backends. */
  readonly wire: WireRequest
  readonly extensions: RequestExtensions
  /** Another one whenever the requirer changes the request or its extensions. */
  readonly fingerprint: string
}

/** A request that cannot be used, and why. */
export interface UnusableRequest {
  readonly name: string
  readonly issues: readonly Issue[]
}

/** A request document that can be read and used, or why not. */
export type UsableRequest = { readonly wire: WireRequest } | { readonly issues: readonly Issue[] }

/**
 * @param name in the key
 * @param version what the consumer has said that it speaks
 */
export function readRequest(text: string, name: string, version: Negotiated): UsableRequest {
  if (version.state === "unusable") return { issues: [{ path: [], message: version.reason }] }
  const read = parseRequest(text)
  const issues = read.ok ? [...otherName(read.value, name), ...requestHazards(read.value)] : read.issues
  return read.ok && issues.length === 0 ? { wire: read.value } : { issues: printableIssues(issues) }
}

/** Charms take either for the name of what they make: of two names only one would be checked against the other requests. */
function otherName({ name: inside }: WireRequest, name: string): readonly Issue[] {
  if (inside === name) return []
  return [{ path: ["name"], message: `Must be that of the key, ${JSON.stringify(shorten(name, 100))}.` }]
}
