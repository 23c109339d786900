import type { Capabilities } from "loadbalancer-interface"
import { ALGORITHMS } from "./desired.ts"
import { MAX_REQUEST_PORTS } from "./limits.ts"
import { HAPROXY_OPTIONS } from "./options.ts"

/**
 * Capabilities of both engines on a machine where the charm may listen on ports from `lowestPort`. The same object is announced to
 * consumers and used to refuse requests, so that the two cannot differ. Differences between the engines are reported in the responses.
 */
export const capabilitiesFrom = (lowestPort: number, options: readonly string[] = HAPROXY_OPTIONS) =>
  ({
    protocols: ["tcp", "http", "https"],
    algorithms: Object.fromEntries(ALGORITHMS.map((name) => [name, []])),
    maxPorts: MAX_REQUEST_PORTS,
    portRanges: [[lowestPort, 65535]],
    sticky: true,
    healthChecks: ["tcp", "http", "https"],
    tlsTermination: true,
    ingressAddress: true,
    public: true,
    internal: true,
    health: true,
    options,
  }) as const satisfies Capabilities
