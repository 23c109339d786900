import type { Databag } from "@charmkit/ops"
import { readDetails } from "../wire/extensions/details.ts"
import {
  type AnswerRecord,
  answerRecordFor,
  answerRecordKey,
  detailsKey,
  parseAnswerRecord,
  parseResponse,
  responseKey,
  serializeAnswerRecord,
  type WireRequest,
  type WireResponse,
} from "../wire.ts"
import { put } from "./bags.ts"
import type { ReceivedRequest } from "./received-request.ts"
import { ReceivedResponse } from "./received-response.ts"
import { remembered } from "./remembered.ts"

/** A request with what it is compared by. */
export interface Known {
  readonly request: ReceivedRequest
  /** As it was read. */
  readonly source: WireRequest
  /** With the backends filled in. */
  readonly wire: WireRequest
  /** What the consumer says beside it, as it counts for the fingerprint. */
  readonly beside: string
  readonly fingerprint: string
}

const responses = remembered(parseResponse)
const notes = remembered(parseAnswerRecord)

/** How a refusal begins that the library has written by itself. */
export const REFUSAL = "The request cannot be used: "

/** Whether the answer that stands in the own databag is to this request as it is now. */
export function isAnswered(own: Databag, { request, fingerprint }: Known): boolean {
  const response = responseOf(own, request.name)
  const note = noteOf(own, request.name)
  // It was given to a text that could not be used, and this one can.
  if (isOnlyRefused(own, request.name)) return false
  if (note?.revoked === true && response === undefined) return note.fingerprint === fingerprint
  if (response === undefined || response.received_hash !== request.sentHash) return false
  // Without a note there is only the hash to go by, and an absent hash says nothing.
  return note === undefined ? request.sentHash !== null : note.fingerprint === fingerprint
}

/** Whether nothing but such a refusal stands there: when its request goes, there is nothing to clean up. */
export function isOnlyRefused(own: Databag, name: string): boolean {
  if (responseOf(own, name)?.error_message?.startsWith(REFUSAL) !== true) return false
  return noteOf(own, name) === undefined
}

/** Whether what stands there under this name cannot be read at all: nothing is known to have been made for it. */
export function isJunk(own: Databag, name: string): boolean {
  return responseOf(own, name) === undefined && noteOf(own, name) === undefined
}

/** Whether another library has answered it, and left no note. */
export function isAnsweredWithoutNote(own: Databag, name: string): boolean {
  return responseOf(own, name) !== undefined && noteOf(own, name) === undefined && !isOnlyRefused(own, name)
}

/** An own response that cannot be read is no answer. */
function responseOf(own: Databag, name: string): WireResponse | undefined {
  return responses(own, responseKey(name))
}

export function previousResponse(
  own: Databag,
  name: string,
  sentHash: string | null,
): ReceivedResponse | undefined {
  const wire = responseOf(own, name)
  if (wire === undefined) return undefined
  const current = sentHash !== null && wire.received_hash === sentHash
  const details = readDetails(own.get(detailsKey(name)), wire.received_hash)
  return new ReceivedResponse(name, wire, current ? "current" : "stale", details)
}

export function noteOf(own: Databag, name: string): AnswerRecord | undefined {
  return notes(own, answerRecordKey(name))
}

export function writeNote(own: Databag, { request, wire, beside }: Known, revoked: boolean): void {
  put(own, answerRecordKey(request.name), serializeAnswerRecord(answerRecordFor(wire, revoked, beside)))
}
