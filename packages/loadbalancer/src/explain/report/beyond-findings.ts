import { DETAILS } from "../../schema/details.ts"
import { DRAIN, SECRETS } from "../../schema/request-extensions.ts"
import {
  CAPABILITIES_KEY,
  detailsKey,
  drainKey,
  EXTENSIONS_KEY,
  type Extension,
  effectiveError,
  parseCapabilities,
  parseDetails,
  parseDrain,
  parseExtensions,
  parseSecrets,
  requestKey,
  secretsKey,
  unsupportedFields,
} from "../../wire.ts"
import type { Bag, RelationView } from "../input/relation-view.ts"
import type { Exchange } from "./exchange.ts"
import { finding, type Place } from "./finding.ts"
import { formFindings, outOfDate } from "./read-beyond.ts"
import type { Finding } from "./report.ts"

/** What is to be said of the keys beyond version 1 that stand beside a request and its answer. */
export function beyondFindings(view: RelationView, exchange: Exchange): readonly Finding[] {
  return [
    ...ofDetails(view, exchange),
    ...ofDrain(view, exchange),
    ...ofSecrets(view, exchange),
    ...ofCapabilities(view, exchange),
  ]
}

function ofDetails({ consumer, provider }: RelationView, { name, response }: Exchange): readonly Finding[] {
  const text = provider.bag?.get(detailsKey(name))
  if (text === undefined || response === undefined) return []
  const place = { side: "provider", key: detailsKey(name) } as const
  const read = parseDetails(text)
  const form = formFindings(DETAILS, place, read)
  if (!read.ok) return form
  const { received_hash: hash } = read.value
  if (hash === null || hash !== response.received_hash) return [...form, outOfDate(place, "received_hash")]
  return [...form, ...ofAnnouncement(consumer.bag, "details", place, "note")]
}

function ofDrain({ consumer, provider }: RelationView, { name, request }: Exchange): readonly Finding[] {
  const text = consumer.bag?.get(drainKey(name))
  if (text === undefined || request?.value === undefined) return []
  const place = { side: "consumer", key: drainKey(name) } as const
  const read = parseDrain(text)
  const form = formFindings(DRAIN, place, read)
  if (!read.ok) return form
  if (read.value.sent_hash !== request.value.sent_hash) return [...form, outOfDate(place, "sent_hash")]
  return [...form, ...ofAnnouncement(provider.bag, "drain", place, "note")]
}

function ofSecrets({ consumer, provider }: RelationView, { name, request }: Exchange): readonly Finding[] {
  const text = consumer.bag?.get(secretsKey(name))
  if (text === undefined || request?.value === undefined) return []
  const place = { side: "consumer", key: secretsKey(name) } as const
  const read = parseSecrets(text)
  const form = formFindings(SECRETS, place, read)
  if (!read.ok) return form
  if (read.value.sent_hash !== request.value.sent_hash) return [...form, outOfDate(place, "sent_hash")]
  if (request.value.tls_key !== null) {
    const problem = "The private key is in the request too, as plain text."
    const meaning = "The one in the request counts; the secret is not read."
    return [...form, finding("note", "secret-beside-plain-text", place, { problem, meaning })]
  }
  return [...form, ...ofAnnouncement(provider.bag, "secrets", place, "open")]
}

/** @param bag of the side that has to say that it understands; undefined if it is not shown */
function ofAnnouncement(
  bag: Bag | undefined,
  extension: Extension,
  place: Place,
  severity: "open" | "note",
): readonly Finding[] {
  if (bag === undefined || parseExtensions(bag.get(EXTENSIONS_KEY)).has(extension)) return []
  const other = place.side === "consumer" ? "provider" : "consumer"
  return [
    finding(severity, "not-announced", place, {
      problem: `The ${other} does not say that it understands this (${EXTENSIONS_KEY} without ${extension}).`,
      meaning:
        extension === "secrets"
          ? "It takes the request for one without a private key."
          : "It does not read it; everything else goes as without it.",
      ...(severity === "open" ? { advice: "The consumer's charm has to send the request again." } : {}),
    }),
  ]
}

function ofCapabilities(
  { provider }: RelationView,
  { name, request, response }: Exchange,
): readonly Finding[] {
  const text = provider.bag?.get(CAPABILITIES_KEY)
  const read = text === undefined ? undefined : parseCapabilities(text)
  if (read?.ok !== true || request?.value === undefined) return []
  const { sent_hash: sent } = request.value
  const answered = response !== undefined && sent !== null && response.received_hash === sent
  return unsupportedFields(request.value, read.value).map(({ path, message }) =>
    finding(
      answered ? "note" : "open",
      "excluded",
      { side: "consumer", key: requestKey(name) },
      {
        path,
        problem: `The provider says that it cannot do this: ${message}.`,
        meaning:
          answered && effectiveError(response) === null
            ? "It has made the load balancer all the same."
            : "It refuses the request for this.",
        ...(answered
          ? {}
          : { advice: "The consumer's charm can see this in the capabilities, and ask otherwise." }),
      },
    ),
  )
}
