import { checkAddress } from "../../wire/check.ts"
import type { RequestExtensions } from "../../wire/extensions/request-extensions.ts"
import { utcText } from "../../wire/extensions/utc-time.ts"
import {
  canonicalJson,
  effectiveError,
  type WireDetails,
  type WireRequest,
  type WireResponse,
} from "../../wire.ts"
import type { UnitAddress } from "../input/relation.ts"

export type RequestSummary = ReturnType<typeof requestSummary>
export type ResponseSummary = ReturnType<typeof responseSummary>
export type DetailsSummary = ReturnType<typeof detailsSummary>

/** What is known of a request from elsewhere. */
interface Known {
  /** Of the consumer; undefined if the input does not show them. */
  readonly units?: readonly UnitAddress[] | undefined
  readonly extensions?: RequestExtensions | undefined
  /** Whether the request is that of the provider's answer record, because the request itself is not shown. */
  readonly fromNote?: boolean
}

/** What a request asks for. */
export function requestSummary(wire: WireRequest, { units, extensions, fromNote = false }: Known = {}) {
  return {
    id: wire.id,
    protocol: wire.protocol,
    ports: portPairs(wire.port_mapping).map(([listen, backend]) => ({ listen, backend })),
    backends: backendsOf(wire, units),
    healthChecks: wire.health_checks,
    algorithm: wire.algorithm,
    sticky: wire.sticky,
    public: wire.public,
    // Only whether there is a certificate and a key, never what they are.
    tls: {
      termination: wire.tls_termination,
      certificate: wire.tls_cert !== null,
      /** As plain text. */
      key: wire.tls_key !== null,
      /** The Juju secret that has the key; null if there is none that counts. */
      secret: extensions?.tlsKey ?? null,
    },
    /** When it goes at the latest, in UTC; null if it is not being drained. */
    drainUntil: extensions?.drainUntil === undefined ? null : utcText(extensions.drainUntil),
    ingressAddress: wire.ingress_address,
    sentHash: wire.sent_hash,
    fromNote,
  }
}

export interface BackendsSummary {
  /** Where the addresses come from: the request, or the consumer's units because it names none. */
  readonly from: "request" | "units"
  /** Null: those of the units, which the input does not show. */
  readonly addresses: readonly string[] | null
  /** Units that have no address, or none that can be used. */
  readonly without: readonly string[]
}

function backendsOf({ backends }: WireRequest, units: Known["units"]): BackendsSummary {
  if (backends.length > 0) return { from: "request", addresses: backends, without: [] }
  if (units === undefined) return { from: "units", addresses: null, without: [] }
  const without = units.filter((unit) => unitAddresses([unit]).length === 0).map(({ name }) => name)
  return { from: "units", addresses: unitAddresses(units), without }
}

/** The default backends, as a provider fills them in: without what is no address. */
export function unitAddresses(units: readonly UnitAddress[]): readonly string[] {
  return units.flatMap(({ address }) =>
    address === undefined || checkAddress(address).length > 0 ? [] : [address],
  )
}

/**
 * What a provider responds.
 * @param current whether it answers what is asked now; null if the request is not shown
 */
export function responseSummary(
  wire: WireResponse,
  current: boolean | null = null,
  details: WireDetails | undefined = undefined,
) {
  const error = effectiveError(wire)
  return {
    address: wire.error === error ? wire.address : null,
    error,
    errorMessage: wire.error_message,
    errorFields: Object.entries(wire.error_fields).map(([field, words]) => ({ field, words })),
    receivedHash: wire.received_hash,
    current,
    /** The details that belong to this response; null if there are none. */
    details: details === undefined ? null : detailsSummary(details),
  }
}

/** What a provider reports in addition to its response. */
export function detailsSummary({ addresses, ports, fields, error_paths, drained }: WireDetails) {
  return {
    addresses,
    /** Where the port for clients is not the one that was asked for. */
    ports: portPairs(ports).map(([asked, listen]) => ({ asked, listen })),
    fields: Object.entries(fields).map(([field, { outcome, value, why = null }]) => ({
      field,
      outcome,
      /** As JSON text; null if there is none, or if it is key material, which is not shown. */
      value: value === undefined || field.startsWith("tls_") ? null : canonicalJson(value),
      why,
    })),
    errorPaths: Object.entries(error_paths).map(([place, words]) => ({ place, words })),
    drained: drained !== null,
  }
}

/** In the order of the first ports. */
function portPairs(ports: Readonly<Record<number, number>>): readonly (readonly [number, number])[] {
  return Object.entries(ports).map(([first, second]) => [Number(first), second])
}
