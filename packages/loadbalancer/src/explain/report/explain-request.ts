import { readable } from "../../engine/documents.ts"
import { NO_FINGERPRINT } from "../../engine/requests/own-answers.ts"
import { ANSWER_RECORD } from "../../schema/answer-record.ts"
import { DETAILS } from "../../schema/details.ts"
import { HEALTH } from "../../schema/health.ts"
import { OPTIONS } from "../../schema/options.ts"
import { DRAIN, SECRETS } from "../../schema/request-extensions.ts"
import { readHealth } from "../../wire/extensions/health.ts"
import { readRequestExtensions } from "../../wire/extensions/request-extensions.ts"
import {
  answerRecordKey,
  detailsKey,
  drainKey,
  healthKey,
  optionsKey,
  parseHealth,
  parseOptions,
  requestKey,
  responseKey,
  secretsKey,
  unsupportedFields,
  type WireCapabilities,
  type WireRequest,
} from "../../wire.ts"
import { type Finding, type FindingName, finding } from "./finding.ts"
import { formOf, readRequest, readResponse } from "./form.ts"
import { requestSummary, responseSummary } from "./says.ts"
import type { BothSides } from "./sides.ts"

/** What became of a request, in words. */
export const STATES = {
  answered: "answered",
  refused: "refused",
  stale: "answered before it changed; the answer is stale",
  unanswered: "not answered",
  unusable: "cannot be used",
  "unreadable-answer": "the answer cannot be read",
  leftover: "withdrawn, something is left over",
  "request-not-shown": "answered; the request is not shown, so the response may be stale",
  "answer-not-shown": "asked, the answer is not shown",
} as const

type State = keyof typeof STATES

export type RequestReport = ReturnType<typeof explainRequest>

const placesOf = (name: string) =>
  ({
    request: { side: "consumer", key: requestKey(name) },
    drain: { side: "consumer", key: drainKey(name) },
    secrets: { side: "consumer", key: secretsKey(name) },
    options: { side: "consumer", key: optionsKey(name) },
    response: { side: "provider", key: responseKey(name) },
    handled: { side: "provider", key: answerRecordKey(name) },
    details: { side: "provider", key: detailsKey(name) },
    health: { side: "provider", key: healthKey(name) },
  }) as const

/** All that two databags say under one name. */
interface Subject {
  readonly sides: BothSides
  readonly name: string
  readonly at: ReturnType<typeof placesOf>
  /** The request, if it can be read. */
  readonly asked: WireRequest | undefined
}

/** Explains all that two databags say under one name. */
export function explainRequest(sides: BothSides, name: string, capabilities: WireCapabilities | null) {
  const at = placesOf(name)
  const request = sides.read(at.request, (text, place) => readRequest(text, place, name))
  const response = sides.read(at.response, readResponse)
  const record = sides.read(at.handled, formOf(ANSWER_RECORD))
  const asked = request.value
  const subject: Subject = { sides, name, at, asked }
  const { state, findings } = judge(subject)
  const { bag, units } = sides.view.consumer
  // Not from the snapshot, which has only the requests that can be used.
  const read = asked && bag && readRequestExtensions(bag, name, asked)
  const extensions = read && "text" in read ? read : undefined
  const received = sides.responses.response(name)
  const details = received?.details && sides.answers?.details(name, received.receivedHash)
  const reported = sides.text(at.health)
  const health = received?.error === null ? readHealth(reported, received.receivedHash) : undefined
  const options = readable(parseOptions(sides.text(at.options) ?? ""))
  const isCurrent = bag === undefined ? null : received?.freshness === "current"
  const isRefused = isCurrent && received?.error !== null
  const excluded = asked && capabilities && !isRefused ? unsupportedFields(asked, capabilities) : []
  const exclusion = isCurrent ? "excluded/answered" : "excluded"
  const noted =
    bag === undefined && record.value ? requestSummary(record.value.request, { fromNote: true }) : null
  return {
    name,
    state,
    asked: asked ? requestSummary(asked, { units, extensions, options }) : noted,
    answer: received && response.value ? responseSummary(response.value, isCurrent, details, health) : null,
    findings: [
      ...[request, response, record].flatMap((form) => form.findings),
      ...[DETAILS, HEALTH, DRAIN, SECRETS, OPTIONS].flatMap((schema) => extensionFindings(subject, schema)),
      ...excluded.map(({ path, message }) => finding(exclusion, at.request, path, { message })),
      ...findings,
    ],
  }
}

const formOfExtension = (
  schema: typeof DETAILS | typeof HEALTH | typeof OPTIONS | typeof DRAIN | typeof SECRETS,
) =>
  schema === HEALTH
    ? formOf(HEALTH, parseHealth)
    : schema === OPTIONS
      ? formOf(OPTIONS, parseOptions)
      : formOf(schema)

/** Says what is wrong, stale or useless in an extension of a request or its response. */
function extensionFindings(
  { sides, name, at, asked }: Subject,
  schema: typeof DETAILS | typeof HEALTH | typeof OPTIONS | typeof DRAIN | typeof SECRETS,
): readonly Finding[] {
  const place = at[schema.name]
  const [owner, other] =
    place.side === "consumer" ? (["request", "provider"] as const) : (["response", "consumer"] as const)
  const response = sides.responses.response(name)
  if (sides.text(place) === undefined) return []
  if (sides.text(at[owner]) === undefined)
    return [finding("leftover/ownerless", place, [], { owner: at[owner].key })]
  if ((owner === "request" ? asked : response) === undefined) return []
  const { value, findings } = sides.read(place, formOfExtension(schema))
  if (value === undefined) return findings
  const say = (code: FindingName, path: readonly string[] = []) => [
    ...findings,
    finding(code, place, path, { owner, other, extension: schema.name }),
  ]
  if ("received_hash" in value && value.received_hash !== response?.receivedHash)
    return say("out-of-date", ["received_hash"])
  if ("addresses" in value && response?.details === undefined) return say("out-of-date", ["addresses"])
  if ("sent_hash" in value && value.sent_hash !== asked?.sent_hash) return say("out-of-date", ["sent_hash"])
  if (schema === SECRETS && asked?.tls_key !== null) return say("secret-and-plain-text")
  const { requests, responses, view } = sides
  const isRead = owner === "request" ? responses.supports(schema.name) : requests.reads(schema.name)
  if (view[other].bag === undefined || isRead) return findings
  return say(schema === SECRETS ? "not-announced/secrets" : "not-announced")
}

/** Decides like the engines of both sides, and says what follows. */
function judge(subject: Subject): { readonly state: State; readonly findings: readonly Finding[] } {
  const { sides, name, at } = subject
  const { view, requests, responses, answers } = sides
  const response = responses.response(name)
  const isUnreadable = responses.invalidResponse(name) !== undefined
  const is = (state: State, ...findings: readonly Finding[]) => ({ state, findings })
  if (view.consumer.bag === undefined) return is(isUnreadable ? "unreadable-answer" : "request-not-shown")
  if (requests.text(name) === undefined) return is("leftover", ...leftoverFindings(subject))
  if (requests.find(name) === undefined) {
    const code = answers?.isAnswer(name) === true ? "unusable/answered" : "unusable"
    return is("unusable", finding(code, at.request))
  }
  if (view.provider.bag === undefined) return is("answer-not-shown")
  if (isUnreadable) return is("unreadable-answer")
  if (response === undefined) {
    const isUnseen = sides.version("consumer") !== "agreed"
    const isSilent = sides.version("provider") === "missing"
    const why = isUnseen ? "/consumer-without-version" : isSilent ? "/provider-without-version" : ""
    return is("unanswered", finding(`unanswered${why}`, at.response))
  }
  if (response.freshness === "stale") return is("stale", finding("stale", at.response, ["received_hash"]))
  return is(response.error === null ? "answered" : "refused", ...changeFindings(subject))
}

function leftoverFindings({ sides, name, at }: Subject): readonly Finding[] {
  const place = [at.response, at.handled].find((one) => sides.text(one) !== undefined)
  if (place === undefined) return []
  if (sides.version("consumer") !== "agreed") return [finding("answer-without-request", place)]
  const code = sides.answers?.isOnlyRefused(name) === true ? "leftover/refusal" : "leftover"
  return [finding(code, place, [], { request: at.request.key })]
}

/** A response can be current although something is left to do that only the answer record tells. */
function changeFindings({ sides, name, at }: Subject): readonly Finding[] {
  const [known, record] = [sides.requests.find(name), sides.answers?.record(name)]
  if (known === undefined || record === undefined) return []
  const { units } = sides.view.consumer
  const { backends } = known.wire
  const isDefault = backends.length === 0
  const addresses = isDefault ? (units ?? []).flatMap(({ address }) => address ?? []) : backends
  if (sides.answers?.isAnswered(known, addresses) !== "no") return []
  // Version 0.1.0 recorded the default backends, too. Without the units they cannot be compared.
  const isSame = record.request.backends.join() === backends.join()
  if (!isSame && isDefault && units === undefined) return []
  const code = record.fingerprint === NO_FINGERPRINT ? "/deferred" : isSame ? "" : "/backends"
  return [finding(`changed-since${code}`, at.handled, ["fingerprint"])]
}
