import type { Databag } from "@charmkit/ops"
import { LONGEST } from "../schema/vocabulary.ts"
import {
  answerRecordKey,
  detailsKey,
  formatIssues,
  type Issue,
  parseRequest,
  REQUEST_FIELDS,
  responseKey,
  serializeAnswerRecord,
  serializeResponse,
} from "../wire.ts"
import { drop, put, shorten } from "./bags.ts"
import { isAnsweredWithoutNote, noteOf, REFUSAL } from "./own-notes.ts"

/**
 * Answers a request that cannot be used with `unsupported` and the reasons. What was made for an earlier text stays noted, and the
 * request is new as soon as it can be used again, whatever its hash. Writes nothing that stands there already.
 * @param text of the request
 */
export function refuseInvalid(own: Databag, name: string, text: string, issues: readonly Issue[]): void {
  // That answer is all that tells of what was made for it: its removal has to be seen.
  if (isAnsweredWithoutNote(own, name)) return
  // A key that a peer has made as long as it likes might not fit into the own databag any more.
  if (name.length > 1000) return
  const read = parseRequest(text)
  const sentHash = read.ok ? read.value.sent_hash : (read.remains.sent_hash ?? null)
  const fields = new Map<string, string>()
  for (const { path, message } of issues) {
    const [field = "", ...rest] = path
    if (!REQUEST_FIELDS.some((one) => one === field)) continue
    const words = rest.length === 0 ? message : `${rest.join(".")}: ${message}`
    fields.set(field, fields.has(field) ? `${fields.get(field)}; ${words}` : words)
  }
  const response = {
    address: null,
    error: "unsupported",
    error_message: shorten(REFUSAL + formatIssues(issues)),
    error_fields: Object.fromEntries([...fields].map(([field, words]) => [field, shorten(words)])),
    received_hash: sentHash !== null && sentHash.length > LONGEST.name ? null : sentHash,
  }
  put(own, responseKey(name), serializeResponse(response))
  drop(own, detailsKey(name))
  const note = noteOf(own, name)
  if (note !== undefined) put(own, answerRecordKey(name), serializeAnswerRecord({ ...note, fingerprint: "" }))
}
