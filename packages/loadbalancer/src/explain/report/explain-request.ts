import { NO_FINGERPRINT } from "../../engine/requests/own-answers.ts"
import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import {
  ackedKey,
  answerRecordKey,
  requestKey,
  responseKey,
  unsupportedFields,
  type WireCapabilities,
  type WireRequest,
} from "../../wire.ts"
import { type BothSides, readAt, versionOf } from "./both-sides.ts"
import { readRequest, readResponse } from "./documents.ts"
import { extensionFindings } from "./extensions.ts"
import { readForm } from "./fields.ts"
import { type Finding, finding } from "./finding.ts"
import { requestSummary, responseSummary, unitAddresses } from "./summary.ts"

export type RequestState =
  | "answered"
  | "refused"
  | "stale"
  | "unanswered"
  /** The request cannot be used. */
  | "unusable"
  /** The response cannot be used. */
  | "unreadable-answer"
  /** Something is left of a request that is gone. */
  | "leftover"
  | "request-not-shown"
  | "answer-not-shown"

export type RequestReport = ReturnType<typeof explainRequest>

/** Explains all that two databags say under one name. */
export function explainRequest(sides: BothSides, name: string, capabilities: WireCapabilities | undefined) {
  const { bag, units } = sides.consumer
  const request = readAt(sides, "consumer", requestKey(name), (text, place) =>
    readRequest(text, place, name, bag),
  )
  const response = readAt(sides, "provider", responseKey(name), readResponse)
  const record = readAt(sides, "provider", answerRecordKey(name), (text, place) =>
    readForm(ANSWER_RECORD, text, place),
  )
  const asked = request?.value
  const noted = bag === undefined ? record?.value?.request : undefined
  const received = sides.responses.response(name)
  const details = received?.details && sides.answers?.details(name, received.receivedHash)
  const isCurrent = bag === undefined ? null : received?.freshness === "current"
  const state = stateOf(sides, name)
  return {
    name,
    state,
    asked:
      asked !== undefined
        ? requestSummary(asked, { units, extensions: request?.extensions })
        : noted !== undefined
          ? requestSummary(noted, { fromNote: true })
          : null,
    answer: received && response?.value ? responseSummary(response.value, isCurrent, details) : null,
    findings: [
      ...[request, response, record].flatMap((form) => form?.findings ?? []),
      ...extensionFindings(sides, name, asked),
      ...excludedFindings(sides, name, asked, capabilities),
      ...stateFindings(sides, name, state),
    ],
  }
}

function stateOf({ consumer, provider, requests, responses }: BothSides, name: string): RequestState {
  const response = responses.response(name)
  const isUnreadable = responses.invalidResponse(name) !== undefined
  if (consumer.bag === undefined) return isUnreadable ? "unreadable-answer" : "request-not-shown"
  if (requests.text(name) === undefined) return "leftover"
  if (requests.find(name) === undefined) return "unusable"
  if (provider.bag === undefined) return "answer-not-shown"
  if (isUnreadable) return "unreadable-answer"
  if (response === undefined) return "unanswered"
  if (response.freshness === "stale") return "stale"
  return response.error === null ? "answered" : "refused"
}

/** What follows from a request and its response together. */
function stateFindings(sides: BothSides, name: string, state: RequestState): readonly Finding[] {
  const place = { side: "provider", key: responseKey(name) } as const
  switch (state) {
    case "stale":
      return [finding("stale", place, {}, ["received_hash"])]
    case "unanswered":
      if (versionOf(sides, "consumer") !== "agreed")
        return [finding("unanswered/consumer-without-version", place)]
      if (versionOf(sides, "provider") === "missing")
        return [finding("unanswered/provider-without-version", place)]
      return [finding("unanswered", place)]
    case "unusable": {
      const code = sides.answers?.isAnswer(name) === true ? "unusable/answered" : "unusable"
      return [finding(code, { side: "consumer", key: requestKey(name) })]
    }
    case "leftover":
      return leftoverFindings(sides, name)
    case "answered":
    case "refused":
      return changedFindings(sides, name)
    default:
      return []
  }
}

function leftoverFindings(sides: BothSides, name: string): readonly Finding[] {
  const { consumer, provider, answers } = sides
  const [acked, request] = [ackedKey(name), requestKey(name)]
  const key = [responseKey(name), answerRecordKey(name)].find((one) => provider.bag?.get(one) !== undefined)
  if (key === undefined && consumer.bag?.get(acked) !== undefined)
    return [finding("leftover/acknowledgement", { side: "consumer", key: acked })]
  if (key === undefined) return []
  const place = { side: "provider", key } as const
  if (versionOf(sides, "consumer") !== "agreed") return [finding("answer-without-request", place)]
  const code = answers?.isOnlyRefused(name) === true ? "leftover/refusal" : "leftover"
  return [finding(code, place, { request })]
}

/** A response can be current although something is left to do that only the answer record tells. */
function changedFindings({ consumer, requests, answers }: BothSides, name: string): readonly Finding[] {
  const [known, record, { units }] = [requests.find(name), answers?.record(name), consumer]
  if (known === undefined || record === undefined) return []
  const { backends } = known.wire
  const isDefault = backends.length === 0
  if (answers?.isAnswered(known, isDefault ? unitAddresses(units ?? []) : backends) !== "no") return []
  // Version 0.1.0 recorded the default backends, too. Without the units they cannot be compared.
  const isSame = record.request.backends.join() === backends.join()
  if (!isSame && isDefault && units === undefined) return []
  const code = record.fingerprint === NO_FINGERPRINT ? "/deferred" : isSame ? "" : "/backends"
  const place = { side: "provider", key: answerRecordKey(name) } as const
  return [finding(`changed-since${code}`, place, {}, ["fingerprint"])]
}

function excludedFindings(
  { responses }: BothSides,
  name: string,
  asked: WireRequest | undefined,
  capabilities: WireCapabilities | undefined,
): readonly Finding[] {
  if (asked === undefined || capabilities === undefined) return []
  const response = responses.response(name)
  const isAnswered = response?.freshness === "current"
  const code = !isAnswered ? "excluded" : response.error === null ? "excluded/answered" : "excluded/refused"
  const place = { side: "consumer", key: requestKey(name) } as const
  return unsupportedFields(asked, capabilities).map(({ path, message }) =>
    finding(code, place, { message }, path),
  )
}
