import { printableIssues, shorten } from "../../interface/text.ts"
import type { RequestExtensions } from "../../wire/extensions/request-extensions.ts"
import { type Issue, type Negotiated, parseRequest, requestHazards, type WireRequest } from "../../wire.ts"

/** A usable request with the extensions that its requirer has sent. */
export interface KnownRequest {
  readonly name: string
  /** The request as it was sent, without default backends. */
  readonly wire: WireRequest
  readonly extensions: RequestExtensions
  /** Changes whenever the requirer changes the request or its extensions. */
  readonly fingerprint: string
}

/** An unusable request with the reasons. */
export interface UnusableRequest {
  readonly name: string
  readonly issues: readonly Issue[]
}

/** A usable request document, or the reasons why it is unusable. */
export type UsableRequest = { readonly wire: WireRequest } | { readonly issues: readonly Issue[] }

/**
 * Reads a request document.
 * @param name the name in the databag key
 * @param version the result of negotiating with the requirer's version
 */
export function readRequest(text: string, name: string, version: Negotiated): UsableRequest {
  if (version.state === "unusable") return { issues: [{ path: [], message: version.reason }] }
  const read = parseRequest(text)
  const issues = read.ok ? [...otherName(read.value, name), ...requestHazards(read.value)] : read.issues
  return read.ok && issues.length === 0 ? { wire: read.value } : { issues: printableIssues(issues) }
}

/** Both names must agree: charms name load balancers by either of them, and only the name in the key is known to be unique. */
function otherName({ name: inside }: WireRequest, name: string): readonly Issue[] {
  if (inside === name) return []
  return [{ path: ["name"], message: `Must be that of the key, ${JSON.stringify(shorten(name, 100))}.` }]
}
