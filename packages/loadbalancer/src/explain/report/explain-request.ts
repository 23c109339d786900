import {
  ackedKey,
  type Handled,
  handledKey,
  hashRequest,
  hashResponse,
  parseHandled,
  requestKey,
  responseKey,
  type WireRequest,
  type WireResponse,
} from "../../wire.ts"
import { HANDLED } from "../documents/documents.ts"
import type { RelationView } from "../input/relation-view.ts"
import { answerOf } from "./answer.ts"
import { askedOf, unitAddresses } from "./asked.ts"
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
      : readRequest(requestText, { side: "consumer", key: requestKey(name) }, name)
  const response =
    responseText === undefined
      ? undefined
      : readResponse(responseText, { side: "provider", key: responseKey(name) })
  const noted = readNote(provider.bag?.get(handledKey(name)), name)
  const exchange: Exchange = {
    name,
    request,
    responseText,
    response: response?.value,
    note: noted.note,
    acked: consumer.bag?.get(ackedKey(name)),
    changedSince: changedSince(view, request?.value, noted.note),
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
      ...stateFindings(view, exchange, state, consumerCounts),
    ],
  }
}

function readNote(
  text: string | undefined,
  name: string,
): { note: Handled | undefined; findings: readonly Finding[] } {
  if (text === undefined) return { note: undefined, findings: [] }
  const read = parseHandled(text)
  if (read.ok) return { note: read.value, findings: [] }
  const place = { side: "provider", key: handledKey(name) } as const
  const as = {
    severity: "wrong",
    code: "unreadable-note",
    advice: "The provider takes the request for new and writes its note again.",
  } as const
  return { note: undefined, findings: issueFindings(HANDLED, place, read.issues, as) }
}

/** As a provider compares: with its default backends filled in. */
function changedSince(
  { consumer }: RelationView,
  request: WireRequest | undefined,
  note: Handled | undefined,
): boolean | undefined {
  if (request === undefined || note === undefined) return undefined
  if (request.backends.length > 0) return hashRequest(request) !== note.fingerprint
  if (consumer.units === undefined) return undefined
  return hashRequest({ ...request, backends: unitAddresses(consumer.units) }) !== note.fingerprint
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
  return response.error === null ? "answered" : "refused"
}

/** Two absent hashes are not equal hashes. */
function answersNow(request: WireRequest, response: WireResponse): boolean {
  return request.sent_hash !== null && request.sent_hash === response.received_hash
}

function asked({ consumer }: RelationView, { request, note }: Exchange): RequestReport["asked"] {
  if (request?.value !== undefined) return askedOf(request.value, consumer.units)
  return consumer.bag === undefined && note !== undefined ? askedOf(note.request, undefined, true) : null
}

function answer({ consumer }: RelationView, { request, response, acked }: Exchange): RequestReport["answer"] {
  if (response === undefined) return null
  const current =
    consumer.bag === undefined ? null : request?.value !== undefined && answersNow(request.value, response)
  return answerOf(response, {
    current,
    acknowledged: consumer.bag === undefined ? null : acked === hashResponse(response),
  })
}
