import { canonicalJson } from "../canonical-json.ts"
import type { ReadResult } from "../issue.ts"
import { DocumentReader, readDocument, readString } from "../v1/document-reader.ts"
import { readUtcTime, utcText } from "./utc-time.ts"

/**
 * What a consumer writes under `drain_<name>` before it takes a request away: the load balancer takes no new connections and lets
 * the old ones end.
 */
export interface WireDrain {
  /** That of the request; with another one this is out of date. */
  readonly sent_hash: string
  /** When the consumer will wait no longer, in UTC: `2026-01-31T12:00:00Z`. */
  readonly until: string
}

/** Never throws. */
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

/** The announcement that a request goes at `until`, as it goes into the databag. */
export function serializeDrain(sentHash: string, until: Date): string {
  return canonicalJson({ sent_hash: sentHash, until: utcText(until) })
}
