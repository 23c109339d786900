import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import { hashAnswer, readDetails } from "../../wire/extensions/details.ts"
import { readRequestExtensions } from "../../wire/extensions/request-extensions.ts"
import {
  type AnswerRecord,
  ackedKey,
  answerRecordKey,
  detailsKey,
  effectiveError,
  fingerprintOf,
  parseAnswerRecord,
  requestKey,
  responseKey,
  type WireRequest,
  type WireResponse,
} from "../../wire.ts"
import type { RelationView } from "../input/relation-view.ts"
import { answerOf } from "./answer.ts"
import { askedOf, unitAddresses } from "./asked.ts"
import { detailsOf } from "./beyond.ts"
import { beyondFindings } from "./beyond-findings.ts"
import type { Exchange } from "./exchange.ts"
import { issueFindings } from "./issue-findings.ts"
import { readRequest } from "./read-request.ts"
import { readResponse } from "./read-response.ts"
import type { Finding, RequestReport, RequestState } from "./report.ts"
import { stateFindings } from "./state-findings.ts"

/** @param consumerCounts whether the consumer's version is negotiated: only then is an absent request a removal */
export function explainRequest(view: RelationView, name: string, consumerCounts: boolean): RequestReport {
  const { consumer, provider } = view
  const requestText = consumer.bag?.get(requestKey(name))
  const responseText = provider.bag?.get(responseKey(name))
  const request =
    requestText === undefined
      ? undefined
      : readRequest(requestText, { side: "consumer", key: requestKey(name) }, name, (value) => {
          const beside =
            consumer.bag === undefined ? undefined : readRequestExtensions(consumer.bag, name, value)
          return beside !== undefined && "tlsKey" in beside && beside.tlsKey !== undefined
        })
  const response =
    responseText === undefined
      ? undefined
      : readResponse(responseText, { side: "provider", key: responseKey(name) })
  const beside =
    request?.value === undefined || consumer.bag === undefined
      ? undefined
      : readRequestExtensions(consumer.bag, name, request.value)
  const noted = readNote(provider.bag?.get(answerRecordKey(name)), name)
  const exchange: Exchange = {
    name,
    // A private key that cannot be found makes it half a request.
    request:
      request !== undefined && beside !== undefined && "issues" in beside
        ? { ...request, usable: false }
        : request,
    responseText,
    response: response?.value,
    details: readDetails(provider.bag?.get(detailsKey(name)), response?.value?.received_hash ?? null),
    beside: beside === undefined || "issues" in beside ? undefined : beside,
    note: noted.note,
    acked: consumer.bag?.get(ackedKey(name)),
    changedSince:
      beside !== undefined && "issues" in beside
        ? undefined
        : changedSince(view, request?.value, noted.note, beside?.text ?? ""),
  }
  const state = stateOf(view, exchange)
  return {
    name,
    state,
    asked: asked(view, exchange),
    answer: answer(view, exchange),
    findings: [
      ...(request?.findings ?? []),
      ...(response?.findings ?? []),
      ...noted.findings,
      ...beyondFindings(view, exchange),
      ...stateFindings(view, exchange, state, consumerCounts),
    ],
  }
}

function readNote(
  text: string | undefined,
  name: string,
): { note: AnswerRecord | undefined; findings: readonly Finding[] } {
  if (text === undefined) return { note: undefined, findings: [] }
  const read = parseAnswerRecord(text)
  if (read.ok) return { note: read.value, findings: [] }
  const place = { side: "provider", key: answerRecordKey(name) } as const
  const as = {
    severity: "wrong",
    code: "unreadable-note",
    advice: "The provider takes the request for new and writes its note again.",
  } as const
  return { note: undefined, findings: issueFindings(ANSWER_RECORD, place, read.issues, as) }
}

/** As a provider compares. Version 0.1.0 had the default backends in it. */
function changedSince(
  { consumer }: RelationView,
  request: WireRequest | undefined,
  note: AnswerRecord | undefined,
  beside: string,
): boolean | undefined {
  if (request === undefined || note === undefined) return undefined
  if (fingerprintOf(request, beside) === note.fingerprint) return false
  if (request.backends.length > 0) return true
  if (consumer.units === undefined) return undefined
  return fingerprintOf({ ...request, backends: unitAddresses(consumer.units) }, beside) !== note.fingerprint
}

function stateOf({ consumer, provider }: RelationView, exchange: Exchange): RequestState {
  const { request, responseText, response, note } = exchange
  if (consumer.bag === undefined) {
    return responseText !== undefined && response === undefined ? "unreadable-answer" : "request-not-shown"
  }
  if (request === undefined) return "leftover"
  if (!request.usable || request.value === undefined) return "unusable"
  if (provider.bag === undefined) return "answer-not-shown"
  if (responseText === undefined) {
    return note?.revoked === true && exchange.changedSince !== true ? "revoked" : "unanswered"
  }
  if (response === undefined) return "unreadable-answer"
  if (!answersNow(request.value, response)) return "stale"
  return effectiveError(response) === null ? "answered" : "refused"
}

/** Two absent hashes are not equal hashes. */
function answersNow(request: WireRequest, response: WireResponse): boolean {
  return request.sent_hash !== null && request.sent_hash === response.received_hash
}

function asked({ consumer }: RelationView, { request, note, beside }: Exchange): RequestReport["asked"] {
  if (request?.value !== undefined) return askedOf(request.value, consumer.units, { beside })
  return consumer.bag === undefined && note !== undefined
    ? askedOf(note.request, undefined, { fromNote: true })
    : null
}

function answer(
  { consumer }: RelationView,
  { request, response, acked, details }: Exchange,
): RequestReport["answer"] {
  if (response === undefined) return null
  const current =
    consumer.bag === undefined ? null : request?.value !== undefined && answersNow(request.value, response)
  return answerOf(response, {
    current,
    acknowledged: acked === undefined ? null : acked === hashAnswer(response, details),
    details: details === undefined ? null : detailsOf(details),
  })
}
