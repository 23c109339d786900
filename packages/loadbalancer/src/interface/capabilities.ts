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
 * What a provider can do. What is left out is not said: it may work or be refused. A consumer can ask for what is possible; Python's
 * library neither writes nor reads it.
 */
export interface Capabilities {
  readonly protocols?: readonly Protocol[]
  /**
   * Names of the portable vocabulary (`round-robin`, `least-connections`, `source-ip`, `random`) or of the provider's own, to the
   * other words for them that it takes.
   */
  readonly algorithms?: AlgorithmTable
  /** How many pairs of ports one request may have. */
  readonly maxPorts?: number
  /** The ports on which it can listen, as pairs of the first and the last. */
  readonly portRanges?: readonly (readonly [number, number])[]
  /** Whether it makes load balancers that are reachable from outside. */
  readonly public?: boolean
  /** Whether it makes load balancers that are not. */
  readonly internal?: boolean
  readonly sticky?: boolean
  /** Protocols of health checks; empty: it makes none. */
  readonly healthChecks?: readonly Protocol[]
  readonly tlsTermination?: boolean
  /** Whether an address can be asked for. */
  readonly ingressAddress?: boolean
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

/** Undefined if the provider does not say, or not in a way that can be read. */
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
    // Protocols of a newer library are none that a request can name.
    ...(protocols === undefined ? {} : { protocols: protocols.filter(isProtocol) }),
    ...(health_checks === undefined ? {} : { healthChecks: health_checks.filter(isProtocol) }),
    ...(max_ports === undefined ? {} : { maxPorts: max_ports }),
    ...(port_ranges === undefined ? {} : { portRanges: port_ranges }),
    ...(tls_termination === undefined ? {} : { tlsTermination: tls_termination }),
    ...(ingress_address === undefined ? {} : { ingressAddress: ingress_address }),
  }
}

/**
 * The fields of a request that these capabilities exclude, with words: `{ public: "internal load balancers are not supported" }`,
 * as `response.errorFields` and `reject` take them. Empty: nothing speaks against it. Algorithms and health checks do not count.
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
