import type { Capabilities } from "loadbalancer-interface"
import { ALGORITHMS } from "./desired.ts"

/** What both engines do, and the rule by which requests are refused. */
export const CAN = {
  protocols: ["tcp", "http", "https"],
  algorithms: Object.fromEntries(ALGORITHMS.map((name) => [name, []])),
  sticky: true,
  healthChecks: ["tcp", "http", "https"],
  tlsTermination: true,
  ingressAddress: true,
  public: true,
  internal: true,
} as const satisfies Capabilities
