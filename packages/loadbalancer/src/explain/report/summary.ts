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

/** What a request asks for: its fields as on the wire, without key material, and what follows from what else is known. */
export function requestSummary(wire: WireRequest, { units, extensions, fromNote = false }: Known = {}) {
  const { tls_termination, tls_cert, tls_key, ...fields } = wire
  return {
    ...fields,
    backends: backendsOf(wire, units),
    tls: {
      termination: tls_termination,
      certificate: tls_cert !== null,
      /** As plain text. */
      key: tls_key !== null,
      /** The Juju secret that has the key; null if there is none that counts. */
      secret: extensions?.tlsKey ?? null,
    },
    /** When it goes at the latest, in UTC; null if it is not being drained. */
    drainUntil: extensions?.drainUntil === undefined ? null : utcText(extensions.drainUntil),
    fromNote,
  }
}

interface BackendsSummary {
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
 * What a provider responds: the fields as on the wire.
 * @param current whether it answers what is asked now; null if the request is not shown
 */
export function responseSummary(wire: WireResponse, current: boolean | null = null, details?: WireDetails) {
  const error = effectiveError(wire)
  return {
    ...wire,
    address: wire.error === error ? wire.address : null,
    error,
    current,
    /** The details that belong to this response; null if there are none. */
    details: details === undefined ? null : detailsSummary(details),
  }
}

/** What a provider reports in addition to its response: the fields as on the wire, without key material. */
export function detailsSummary({ ports, fields, drained, ...wire }: WireDetails) {
  return {
    ...wire,
    /** Where the port for clients is not the one that was asked for. */
    ports: Object.entries(ports).map(([asked, listen]) => ({ asked: Number(asked), listen })),
    fields: Object.entries(fields).map(([field, { outcome, value, why = null }]) => ({
      field,
      outcome,
      /** As JSON text; null if there is none, or if it is key material, which is not shown. */
      value: value === undefined || field.startsWith("tls_") ? null : canonicalJson(value),
      why,
    })),
    drained: drained !== null,
  }
}
