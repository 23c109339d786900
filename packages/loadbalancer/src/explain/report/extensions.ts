import { DETAILS } from "../../schema/details.ts"
import { DRAIN, SECRETS } from "../../schema/request-extensions.ts"
import { requestKey, responseKey, type WireRequest } from "../../wire.ts"
import { otherRole } from "../input/relation.ts"
import { type BothSides, readAt } from "./both-sides.ts"
import { readForm } from "./fields.ts"
import { type Finding, finding, type Place } from "./finding.ts"

/** The name of each schema is that of its extension, and the beginning of its keys. */
const KINDS = [
  { side: "provider", schema: DETAILS },
  { side: "consumer", schema: DRAIN },
  { side: "consumer", schema: SECRETS },
] as const

/** Says what is wrong or stale in the extensions of a request and its response. */
export function extensionFindings(
  sides: BothSides,
  name: string,
  asked: WireRequest | undefined,
): readonly Finding[] {
  return KINDS.flatMap(
    (kind) =>
      readAt(sides, kind.side, `${kind.schema.name}_${name}`, (text, place) =>
        findingsOf(kind, text, place, { sides, name, asked }),
      ) ?? [],
  )
}

interface Owner {
  readonly sides: BothSides
  readonly name: string
  readonly asked: WireRequest | undefined
}

function findingsOf(
  { side, schema }: (typeof KINDS)[number],
  text: string,
  place: Place,
  { sides, name, asked }: Owner,
): readonly Finding[] {
  const isOfRequest = side === "consumer"
  const ownerKey = isOfRequest ? requestKey(name) : responseKey(name)
  if (sides[side].bag?.get(ownerKey) === undefined)
    return [finding("leftover/ownerless", place, { owner: ownerKey })]
  const response = sides.responses.response(name)
  if ((isOfRequest ? asked : response) === undefined) return []
  const { value, findings } = readForm(schema, text, place)
  if (value === undefined) return findings
  if (!isOfRequest && response?.details === undefined) {
    const isOther = "received_hash" in value && value.received_hash !== response?.receivedHash
    const path = [isOther ? "received_hash" : "addresses"]
    return [...findings, finding("out-of-date", place, { owner: "response" }, path)]
  }
  if ("sent_hash" in value && value.sent_hash !== asked?.sent_hash)
    return [...findings, finding("out-of-date", place, { owner: "request" }, ["sent_hash"])]
  if (schema === SECRETS && asked?.tls_key !== null)
    return [...findings, finding("secret-and-plain-text", place)]
  const other = otherRole(side)
  const isRead = isOfRequest ? sides.responses.supports(schema.name) : sides.requests.reads(schema.name)
  if (sides[other].bag === undefined || isRead) return findings
  const code = schema === SECRETS ? "not-announced/secrets" : "not-announced"
  return [...findings, finding(code, place, { other, extension: schema.name })]
}
