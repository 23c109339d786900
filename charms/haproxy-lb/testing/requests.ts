import { AddressPolicy, parseAllowed } from "../src/plan/address-policy.ts"
import { capabilitiesFrom } from "../src/plan/capabilities.ts"
import type { PlanInput } from "../src/plan/plan.ts"

type Request = PlanInput["requests"][number]

/** A request as the interface returns it, with defaults. Texts are arbitrary, because a consumer can send anything. */
export function requestWith(
  fields: Partial<Omit<Request, "relation">> & { readonly relationId?: number } = {},
): Request {
  const { relationId = 1, ...rest } = fields
  return {
    ...{
      relation: { id: relationId },
      name: "web",
      protocol: "tcp",
      portMapping: { 80: 8080 },
      backends: ["10.0.0.1"],
    },
    ...{ algorithm: [], sticky: false, healthChecks: [], public: true, tlsTermination: false },
    ...{ tlsCert: null, tlsKey: null, ingressAddress: null, drainUntil: undefined },
    ...rest,
  }
}

/** A policy with exceptions. @param own the load balancer's addresses */
export function policyOf(allowed = "", own: readonly string[] = ["10.9.0.1", "10.9.0.2"]): AddressPolicy {
  const read = parseAllowed(allowed)
  if (!read.ok) throw new Error(`not an address: ${read.word}`)
  return new AddressPolicy(read.allowed, own)
}

export function planInput(requests: readonly Request[], fields: Partial<PlanInput> = {}): PlanInput {
  const address = "10.9.0.1"
  return {
    ...{
      requests,
      unreadable: new Set<string>(),
      capabilities: capabilitiesFrom(1),
      address,
      unitAddresses: [address, "10.9.0.2"],
      claims: {},
    },
    ...{ policy: policyOf(), resolved: new Map(), isUnitAddress: () => false, maxConnections: () => 1_000 },
    before: { services: [] },
    ...fields,
  }
}
