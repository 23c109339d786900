import { utcText } from "../wire/extensions/utc-time.ts"
import type { Protocol } from "../wire.ts"
import {
  Float,
  type JsonNode,
  type Outcome,
  serializeDetails,
  type WireDetails,
  type WireOutcome,
} from "../wire.ts"
import { fromWirePlaces, toWirePlaces } from "./error-fields.ts"
import type { HealthCheckFields } from "./health-check.ts"
import { readableWords } from "./text.ts"

/** The fields of a request of which a provider can say what became of them, with the values they have in effect. */
export interface EffectiveFields {
  readonly protocol: Protocol
  readonly portMapping: Readonly<Record<number, number>>
  readonly backends: readonly string[]
  readonly algorithm: readonly string[]
  readonly sticky: boolean
  readonly healthChecks: readonly HealthCheckFields[]
  readonly public: boolean
  readonly tlsTermination: boolean
  readonly tlsCert: string
  readonly ingressAddress: string
}

/** What became of one field. */
export type FieldOutcome<Value> =
  | { readonly outcome: "applied" }
  /** Done, but with another value. */
  | { readonly outcome: "adjusted"; readonly value: Value; readonly why?: string }
  | { readonly outcome: "ignored"; readonly why?: string }

/** Fields of the request by name, and what became of each. */
export type FieldOutcomes = {
  readonly [Field in keyof EffectiveFields]?: FieldOutcome<EffectiveFields[Field]>
}

/** What a provider's author can say beyond the response. */
export interface AnswerDetails {
  /** All addresses, if there are others than the response's own. */
  readonly addresses: readonly string[]
  /** Port as asked for to the port that clients use, where it differs. */
  readonly ports: Readonly<Record<number, number>>
  readonly fields: FieldOutcomes
  /** By field or place; what is a place goes into the details whole. */
  readonly errorFields: Readonly<Record<string, string>>
  readonly drained: boolean
}

/**
 * The text under `details_<name>`; undefined if there is nothing beyond the response.
 * @throws ValidationError with everything that is wrong
 */
export function detailsText(
  details: AnswerDetails,
  address: string | null,
  receivedHash: string | null,
  drainUntil: Date | undefined,
): string | undefined {
  const { addresses, ports, fields, errorFields } = details
  const drained = details.drained && drainUntil !== undefined ? utcText(drainUntil) : null
  const others = addresses.filter((one) => one !== address)
  const places = Object.fromEntries(Object.entries(errorFields).filter(([path]) => /[.[]/.test(path)))
  const document = {
    received_hash: receivedHash,
    // With ports it names the address, too: that tells whether they belong to it.
    addresses: others.length === 0 && Object.keys(ports).length === 0 ? [] : known(address, others),
    ports,
    fields: toWirePlaces(fields),
    error_paths: toWirePlaces(places),
    drained,
  }
  const silent =
    others.length + [ports, fields, places].flatMap((map) => Object.keys(map)).length === 0 &&
    drained === null
  return silent ? undefined : serializeDetails(document)
}

function known(address: string | null, others: readonly string[]): readonly string[] {
  return address === null ? others : [address, ...others]
}

/** What a field has come to, as a consumer reads it. The value is the provider's word: check it before it is used. */
export interface ReceivedOutcome {
  readonly outcome: Outcome
  readonly value: unknown
  readonly why: string | undefined
}

/** What a provider says beyond its response. Python's library never does. */
export interface ResponseDetails {
  readonly addresses: readonly string[]
  readonly ports: Readonly<Record<number, number>>
  /** By the names of `Request`; of what is not there, nothing is said. */
  readonly fields: Readonly<Record<string, ReceivedOutcome>>
  /** What is wrong, by the exact place: `healthChecks[0].path`. */
  readonly errorPaths: Readonly<Record<string, string>>
  /** The load balancer has no connections any more, as a draining asked for. */
  readonly drained: boolean
}

export function fromWireDetails(wire: WireDetails): ResponseDetails {
  return Object.freeze({
    addresses: wire.addresses,
    ports: wire.ports,
    fields: fromWirePlaces(
      Object.fromEntries(Object.entries(wire.fields).map(([field, one]) => [field, received(one)])),
    ),
    errorPaths: fromWirePlaces(
      Object.fromEntries(
        Object.entries(wire.error_paths).map(([path, words]) => [path, readableWords(words)]),
      ),
    ),
    drained: wire.drained !== null,
  })
}

function received({ outcome, value, why }: WireOutcome): ReceivedOutcome {
  return {
    outcome,
    value: value === undefined ? undefined : plain(value),
    why: why === undefined ? undefined : readableWords(why),
  }
}

function plain(node: JsonNode): unknown {
  if (node instanceof Float || typeof node === "bigint") return Number(node)
  if (Array.isArray(node)) return node.map(plain)
  if (node instanceof Map)
    return Object.fromEntries([...node].map(([key, item]) => [readableWords(key), plain(item)]))
  return typeof node === "string" ? readableWords(node) : node
}
