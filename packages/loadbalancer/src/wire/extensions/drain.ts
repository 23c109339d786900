import { canonicalJson } from "../canonical-json.ts"
import type { ReadResult } from "../issue.ts"
import { DocumentReader, readDocument, readString } from "../v1/document-reader.ts"
import { readUtcTime, utcText } from "./utc-time.ts"

/**
 * The document under `drain_<name>`, which the requirer writes before it withdraws a request: the load balancer stops accepting new
 * connections and lets existing ones end.
 */
export interface WireDrain {
  /** The `sent_hash` of the request; with another hash the document is stale. */
  readonly sent_hash: string
  /** When the requirer withdraws the request at the latest, in UTC: `2026-01-31T12:00:00Z`. */
  readonly until: string
}

/** Parses a drain document. Never throws. */
export function parseDrain(text: string): ReadResult<WireDrain> {
  return readDocument(text, (fields, report) => {
    const reader = new DocumentReader(fields, [], report)
    const sentHash = reader.required("sent_hash", readString)
    const until = reader.required("until", readUtcTime)
    reader.warnOfUnknownFields()
    if (sentHash === undefined || until === undefined) return undefined
    return { sent_hash: sentHash, until }
  })
}

/** Serialises a drain document: the request is withdrawn at `until` at the latest. */
export function serializeDrain(sentHash: string, until: Date): string {
  return canonicalJson({ sent_hash: sentHash, until: utcText(until) })
}
