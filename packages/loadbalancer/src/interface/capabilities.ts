import { authorField } from "../wire/issue.ts"
import {
  type AlgorithmTable,
  CAPABILITIES_KEY,
  isProtocol,
  type KnownCapabilities,
  type Protocol,
  parseCapabilities,
  unsupportedFields as unsupportedWireFields,
  type WireCapabilities,
} from "../wire.ts"

/**
 * The capabilities of a provider. An omitted property is unknown: such requests may be served or refused. A requirer can read them before it
 * sends a request. Python's library neither writes nor reads them.
 */
export interface Capabilities {
  readonly protocols?: readonly Protocol[]
  /**
   * Names of algorithms to the synonyms that the provider also accepts. The names are portable ones (`round-robin`, `least-connections`,
   * `source-ip`, `random`) or the provider's own.
   */
  readonly algorithms?: AlgorithmTable
  /** Maximal number of port pairs in one request. */
  readonly maxPorts?: number
  /** The ports on which it can listen, as pairs of the first and the last port. */
  readonly portRanges?: readonly (readonly [number, number])[]
  /** Whether it supports load balancers that are reachable from outside. */
  readonly public?: boolean
  /** Whether it supports load balancers that are not reachable from outside. */
  readonly internal?: boolean
  readonly sticky?: boolean
  /** Supported protocols of health checks; empty if it supports no health checks. */
  readonly healthChecks?: readonly Protocol[]
  readonly tlsTermination?: boolean
  /** Whether a request may choose the address. */
  readonly ingressAddress?: boolean
  /** Whether it reports the health of each backend; see `BackendHealth`. It excludes no request. */
  readonly health?: boolean
  /** The supported fields of `RequestOptions`, with their names on the wire: `source_ranges`. A request with others is refused by field. */
  readonly options?: readonly string[]
}

export function toWireCapabilities({
  maxPorts,
  portRanges,
  healthChecks,
  tlsTermination,
  ingressAddress,
  ...same
}: Capabilities): KnownCapabilities {
  return {
    ...same,
    max_ports: maxPorts,
    port_ranges: portRanges,
    health_checks: healthChecks,
    tls_termination: tlsTermination,
    ingress_address: ingressAddress,
  }
}

/** Reads the capabilities in a databag; undefined if they are missing or unreadable. */
export function capabilitiesIn(
  bag: { get(key: string): string | undefined } | undefined,
): Capabilities | undefined {
  const text = bag?.get(CAPABILITIES_KEY)
  const read = text === undefined ? undefined : parseCapabilities(text)
  return read?.ok === true ? Object.freeze(fromWire(read.value)) : undefined
}

function fromWire(wire: WireCapabilities): Capabilities {
  const { protocols, max_ports, port_ranges, health_checks, tls_termination, ingress_address, ...same } = wire
  return {
    ...same,
    // Drop protocols of a newer library, which a request cannot use.
    ...(protocols === undefined ? {} : { protocols: protocols.filter(isProtocol) }),
    ...(health_checks === undefined ? {} : { healthChecks: health_checks.filter(isProtocol) }),
    ...(max_ports === undefined ? {} : { maxPorts: max_ports }),
    ...(port_ranges === undefined ? {} : { portRanges: port_ranges }),
    ...(tls_termination === undefined ? {} : { tlsTermination: tls_termination }),
    ...(ingress_address === undefined ? {} : { ingressAddress: ingress_address }),
  }
}

/**
 * Returns the fields of a request that these capabilities do not support, with messages, as `response.errorFields` and `reject` take them:
 * `{ public: "internal load balancers are not supported" }`. Empty if all fields are supported. Algorithms and health checks are not compared.
 */
export function unsupportedFields(
  request: {
    readonly protocol: Protocol | null
    readonly sticky: boolean
    readonly public: boolean
    readonly portMapping: Readonly<Record<number, number>>
    readonly tlsTermination: boolean
    readonly ingressAddress: string | null
  },
  can: Capabilities,
): Readonly<Record<string, string>> {
  const { portMapping, tlsTermination, ingressAddress, ...same } = request
  const wire = {
    ...same,
    port_mapping: portMapping,
    tls_termination: tlsTermination,
    ingress_address: ingressAddress,
  }
  const fields = unsupportedWireFields(wire, toWireCapabilities(can)).map(
    ({ path: [field = "", ...rest], message }) => [[authorField(field), ...rest].join("."), message],
  )
  return Object.fromEntries(fields)
}
