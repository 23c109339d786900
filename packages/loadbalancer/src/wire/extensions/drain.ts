import { DRAIN, type WireDrain } from "../../schema/request-extensions.ts"
import type { ReadResult } from "../issue.ts"
import { parseDocument } from "../read.ts"
import { documentText } from "../write.ts"
import { utcText } from "./utc-time.ts"

/** Parses a drain document. Never throws. */
export function parseDrain(text: string): ReadResult<WireDrain> {
  return parseDocument(DRAIN, text)
}

/** Serialises a drain document: the request is withdrawn at `until` at the latest. */
export function serializeDrain(sentHash: string, until: Date): string {
  return documentText(DRAIN, { sent_hash: sentHash, until: utcText(until) })
}
