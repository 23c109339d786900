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
import type { Options } from "./options.ts"
import { readableWords } from "./text.ts"

/** The fields of a request whose outcome a provider can report, with the values that are in effect. */
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

/** The outcome of one field of a request. */
export type FieldOutcome<Value> =
  /** As requested. `why` is a warning about it. */
  | { readonly outcome: "applied"; readonly why?: string }
  /** Applied with another value. */
  | { readonly outcome: "adjusted"; readonly value: Value; readonly why?: string }
  | { readonly outcome: "ignored"; readonly why?: string }

/** The outcomes of fields of the request, by name. */
export type FieldOutcomes = {
  readonly [Field in keyof EffectiveFields]?: FieldOutcome<EffectiveFields[Field]>
} & {
  readonly [Field in keyof Options as `options.${Field}`]?: FieldOutcome<NonNullable<Options[Field]>>
}

/** The details that a provider's charm can add to a response. */
export interface AnswerDetails {
  /** All addresses, if there are more than the response's own. */
  readonly addresses: readonly string[]
  /** Requested port to the port that clients have to use, where they differ. */
  readonly ports: Readonly<Record<number, number>>
  readonly fields: FieldOutcomes
  /** Reasons by field or path. Paths are written to the details unchanged. */
  readonly errorFields: Readonly<Record<string, string>>
  readonly drained: boolean
}

/**
 * Returns the document for the key `details_<name>`; undefined if there are no details.
 * @throws ValidationError with all issues
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
    // Ports need the address, because a reader accepts them only if their address is that of the response.
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

/** The outcome of one field, as a requirer reads it. The value is not validated: check it before you use it. */
export interface ReceivedOutcome {
  readonly outcome: Outcome
  readonly value: unknown
  readonly why: string | undefined
}

/** The details of a response. Providers with Python's library never write any. */
export interface ResponseDetails {
  readonly addresses: readonly string[]
  readonly ports: Readonly<Record<number, number>>
  /** By the field names of `Request`. The provider has not reported an outcome for missing fields. */
  readonly fields: Readonly<Record<string, ReceivedOutcome>>
  /** Reasons for the refusal, by path: `healthChecks[0].path`. */
  readonly errorPaths: Readonly<Record<string, string>>
  /** Whether the request is drained: its load balancer has no connections any more. */
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
