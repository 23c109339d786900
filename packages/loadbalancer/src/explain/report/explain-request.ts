import type { OwnAnswers } from "../../engine/requests/own-answers.ts"
import type { RequestsSnapshot } from "../../engine/requests/snapshot.ts"
import type { ResponsesSnapshot } from "../../engine/responses/snapshot.ts"
import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import { readRequestExtensions } from "../../wire/extensions/request-extensions.ts"
import {
  ackedKey,
  answerRecordKey,
  negotiateVersion,
  parseAnswerRecord,
  requestKey,
  responseKey,
  unsupportedFields,
  VERSION_KEY,
  type WireCapabilities,
  type WireRequest,
} from "../../wire.ts"
import type { RelationView } from "../input/relation.ts"
import { readRequest, readResponse } from "./documents.ts"
import { extensionFindings } from "./extensions.ts"
import { readForm } from "./fields.ts"
import { type Finding, finding } from "./finding.ts"
import type { RequestReport, RequestState } from "./report.ts"
import { requestSummary, responseSummary, unitAddresses } from "./summary.ts"

/** A relation as the engines of its two sides see it. */
export interface BothSides extends RelationView {
  /** Undefined if the provider's databag is not shown. */
  readonly answers: OwnAnswers | undefined
  /** What the provider sees of the consumer. */
  readonly requests: RequestsSnapshot
  /** What the consumer sees of the provider. */
  readonly responses: ResponsesSnapshot
  readonly capabilities: WireCapabilities | undefined
}

/** Explains all that two databags say under one name. */
export function explainRequest(sides: BothSides, name: string): RequestReport {
  const { consumer, provider, answers, responses } = sides
  const extensionsOf = (request: WireRequest) => {
    const read = consumer.bag && readRequestExtensions(consumer.bag, name, request)
    return read === undefined || "issues" in read ? undefined : read
  }
  const key = { request: requestKey(name), response: responseKey(name), record: answerRecordKey(name) }
  const texts = {
    request: consumer.bag?.get(key.request),
    response: provider.bag?.get(key.response),
    record: provider.bag?.get(key.record),
  }
  const request =
    texts.request === undefined
      ? undefined
      : readRequest(
          texts.request,
          { side: "consumer", key: key.request },
          name,
          (value) => extensionsOf(value)?.tlsKey !== undefined,
        )
  const response =
    texts.response === undefined
      ? undefined
      : readResponse(texts.response, { side: "provider", key: key.response })
  const record =
    texts.record === undefined
      ? undefined
      : readForm(ANSWER_RECORD, texts.record, { side: "provider", key: key.record }, parseAnswerRecord)

  const state = stateOf(sides, name)
  const received = responses.response(name)
  const wire = received && answers?.response(name)
  const details = received?.details && answers?.details(name, received.receivedHash)
  const noted = consumer.bag === undefined ? record?.value?.request : undefined
  return {
    name,
    state,
    asked:
      request?.value !== undefined
        ? requestSummary(request.value, { units: consumer.units, extensions: extensionsOf(request.value) })
        : noted === undefined
          ? null
          : requestSummary(noted, { fromNote: true }),
    answer:
      wire === undefined
        ? null
        : responseSummary(
            wire,
            consumer.bag === undefined ? null : received?.freshness === "current",
            details,
          ),
    findings: [
      ...(request?.findings ?? []),
      ...(response?.findings ?? []),
      ...(record?.findings ?? []),
      ...extensionFindings(sides, name, request?.value),
      ...excludedFindings(sides, name, request?.value),
      ...stateFindings(sides, name, state),
    ],
  }
}

function stateOf({ consumer, provider, requests, responses }: BothSides, name: string): RequestState {
  const response = responses.response(name)
  const isUnreadable = responses.invalidResponse(name) !== undefined
  if (consumer.bag === undefined) return isUnreadable ? "unreadable-answer" : "request-not-shown"
  if (requests.text(name) === undefined) return "leftover"
  // With an unusable version all requests are; the relation has a finding for that.
  const isReadable = negotiateVersion(consumer.bag.get(VERSION_KEY)).state !== "unusable"
  if (isReadable && requests.unusable.some((one) => one.name === name)) return "unusable"
  if (provider.bag === undefined) return "answer-not-shown"
  if (isUnreadable) return "unreadable-answer"
  if (response === undefined) return "unanswered"
  if (response.freshness === "stale") return "stale"
  return response.error === null ? "answered" : "refused"
}

/** What follows from a request and its response together. */
function stateFindings(sides: BothSides, name: string, state: RequestState): readonly Finding[] {
  const { provider, requests, answers } = sides
  const [request, response] = [requestKey(name), responseKey(name)]
  const place = { side: "provider", key: response } as const
  switch (state) {
    case "stale":
      return [finding("stale", place, {}, ["received_hash"])]
    case "unanswered":
      if (!requests.isAgreed) return [finding("unanswered/consumer-without-version", place)]
      if (negotiateVersion(provider.bag?.get(VERSION_KEY)).state === "missing")
        return [finding("unanswered/provider-without-version", place)]
      return [finding("unanswered", place)]
    case "unusable":
      return [
        finding(answers?.isAnswer(name) === true ? "unusable" : "unusable/unanswered", {
          side: "consumer",
          key: request,
        }),
      ]
    case "leftover":
      return leftoverFindings(sides, name)
    case "answered":
    case "refused":
      return changedFindings(sides, name)
    default:
      return []
  }
}

function leftoverFindings(
  { consumer, provider, requests, answers }: BothSides,
  name: string,
): readonly Finding[] {
  const key = [responseKey(name), answerRecordKey(name)].find((one) => provider.bag?.get(one) !== undefined)
  if (key === undefined) {
    const acked = ackedKey(name)
    return consumer.bag?.get(acked) === undefined
      ? []
      : [finding("leftover/acknowledgement", { side: "consumer", key: acked })]
  }
  const place = { side: "provider", key } as const
  if (!requests.isGone(name)) return [finding("answer-without-request", place)]
  const code = answers?.isOnlyRefused(name) === true ? "leftover/refusal" : "leftover"
  return [finding(code, place, { request: requestKey(name) })]
}

/** A response can be current although something is left to do that only the answer record tells. */
function changedFindings({ consumer, requests, answers }: BothSides, name: string): readonly Finding[] {
  const known = requests.find(name)
  const record = answers?.record(name)
  if (known === undefined || record === undefined) return []
  const { units } = consumer
  if (answers?.isAnswered(known, unitAddresses(units ?? [])) !== "no") return []
  const place = { side: "provider", key: answerRecordKey(name) } as const
  const change = (code: Parameters<typeof finding>[0]) => [finding(code, place, {}, ["fingerprint"])]
  if (record.fingerprint === "") return change("changed-since/deferred")
  // Version 0.1.0 recorded the default backends, too.
  const recorded = record.request.backends
  if (recorded.join() === known.wire.backends.join()) return change("changed-since")
  return known.wire.backends.length > 0 || units !== undefined ? change("changed-since/backends") : []
}

function excludedFindings(
  { responses, capabilities }: BothSides,
  name: string,
  request: WireRequest | undefined,
): readonly Finding[] {
  if (request === undefined || capabilities === undefined) return []
  const response = responses.response(name)
  const isAnswered = response?.freshness === "current"
  const code = !isAnswered ? "excluded" : response.error === null ? "excluded/answered" : "excluded/refused"
  const place = { side: "consumer", key: requestKey(name) } as const
  return unsupportedFields(request, capabilities).map(({ path, message }) =>
    finding(code, place, { message }, path),
  )
}
