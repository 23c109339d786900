import { checkAddress } from "../../wire/check.ts"
import type { RequestExtensions } from "../../wire/extensions/request-extensions.ts"
import type { WireRequest } from "../../wire.ts"
import type { UnitAddress } from "../input/relation-view.ts"
import type { Asked } from "./report.ts"

/** @param units of the consumer; undefined if the input does not show them */
export function askedOf(
  wire: WireRequest,
  units: readonly UnitAddress[] | undefined,
  { fromNote = false, beside }: { fromNote?: boolean; beside?: RequestExtensions | undefined } = {},
): Asked {
  return {
    id: wire.id,
    protocol: wire.protocol,
    ports: Object.entries(wire.port_mapping)
      .map(([listen, backend]) => ({ listen: Number(listen), backend }))
      .sort((a, b) => a.listen - b.listen),
    backends: backendsOf(wire, units),
    healthChecks: wire.health_checks,
    algorithm: wire.algorithm,
    sticky: wire.sticky,
    public: wire.public,
    tls: {
      termination: wire.tls_termination,
      certificate: wire.tls_cert !== null,
      key: wire.tls_key !== null,
      secret: beside?.tlsKey ?? null,
    },
    drainUntil: beside?.drainUntil?.toISOString().replace(".000Z", "Z") ?? null,
    ingressAddress: wire.ingress_address,
    sentHash: wire.sent_hash,
    fromNote,
  }
}

function backendsOf(wire: WireRequest, units: readonly UnitAddress[] | undefined): Asked["backends"] {
  if (wire.backends.length > 0) return { from: "request", addresses: wire.backends, without: [] }
  if (units === undefined) return { from: "units", addresses: null, without: [] }
  return {
    from: "units",
    addresses: unitAddresses(units),
    without: units.filter((unit) => unitAddresses([unit]).length === 0).map(({ name }) => name),
  }
}

/** The default backends, as a provider fills them in: without what is no address. */
export const unitAddresses = (units: readonly UnitAddress[]): readonly string[] =>
  units.flatMap(({ address }) => (address === undefined || checkAddress(address).length > 0 ? [] : [address]))
