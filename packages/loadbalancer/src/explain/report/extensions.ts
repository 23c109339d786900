import { DETAILS } from "../../schema/details.ts"
import { DRAIN, SECRETS } from "../../schema/request-extensions.ts"
import {
  detailsKey,
  drainKey,
  type Extension,
  parseDetails,
  parseDrain,
  parseSecrets,
  type ReadResult,
  requestKey,
  responseKey,
  secretsKey,
  type WireDetails,
  type WireDrain,
  type WireRequest,
  type WireSecrets,
} from "../../wire.ts"
import { otherRole, type Role } from "../input/relation.ts"
import type { BothSides } from "./explain-request.ts"
import { type NamedSchema, readForm } from "./fields.ts"
import { type Finding, finding } from "./finding.ts"

/** A document that extends a request or a response. */
interface Kind {
  readonly extension: Extension
  readonly side: Role
  readonly schema: NamedSchema
  readonly keyOf: (name: string) => string
  readonly parse: (text: string) => ReadResult<WireDetails | WireDrain | WireSecrets>
}

const KINDS: readonly Kind[] = [
  { extension: "details", side: "provider", schema: DETAILS, keyOf: detailsKey, parse: parseDetails },
  { extension: "drain", side: "consumer", schema: DRAIN, keyOf: drainKey, parse: parseDrain },
  { extension: "secrets", side: "consumer", schema: SECRETS, keyOf: secretsKey, parse: parseSecrets },
]

/** Says what is wrong or stale in the extensions of a request and its response. */
export function extensionFindings(
  sides: BothSides,
  name: string,
  request: WireRequest | undefined,
): readonly Finding[] {
  return KINDS.flatMap((kind) => findingsOf(kind, sides, name, request))
}

function findingsOf(
  { extension, side, schema, keyOf, parse }: Kind,
  sides: BothSides,
  name: string,
  request: WireRequest | undefined,
): readonly Finding[] {
  const bag = sides[side].bag
  const place = { side, key: keyOf(name) }
  const text = bag?.get(place.key)
  if (text === undefined) return []
  const [owner, ownerKey] =
    side === "consumer" ? ["request", requestKey(name)] : ["response", responseKey(name)]
  if (bag?.get(ownerKey) === undefined) return [finding("leftover/ownerless", place, { owner: ownerKey })]
  const response = sides.responses.response(name)
  if ((side === "consumer" ? request : response) === undefined) return []
  const { value, findings } = readForm(schema, text, place, parse)
  if (value === undefined) return findings
  const isResponse = "received_hash" in value
  const isCurrent = isResponse ? response?.details !== undefined : value.sent_hash === request?.sent_hash
  if (!isCurrent) {
    const path = isResponse ? "received_hash" : "sent_hash"
    return [...findings, finding("out-of-date", place, { owner }, [path])]
  }
  if (extension === "secrets" && request?.tls_key !== null)
    return [...findings, finding("secret-beside-plain-text", place)]
  const other = otherRole(side)
  const isRead = side === "provider" ? sides.requests.reads(extension) : sides.responses.supports(extension)
  if (sides[other].bag === undefined || isRead) return findings
  const code = extension === "secrets" ? "not-announced/secrets" : "not-announced"
  return [...findings, finding(code, place, { other, extension })]
}
