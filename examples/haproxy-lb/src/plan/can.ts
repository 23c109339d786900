import type { Capabilities } from "loadbalancer-interface"
import { ALGORITHMS } from "./desired.ts"
import { MAX_REQUEST_PORTS } from "./limits.ts"

/**
 * What both engines do where the charm may listen on ports from `lowestPort`. It is announced to consumers and is the rule by which
 * requests are refused, so that the two cannot differ. In which other way the embedded engine does it, the answers say.
 */
export const canFrom = (lowestPort: number) =>
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
  }) as const satisfies Capabilities
