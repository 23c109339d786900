import type { LBConsumers } from "loadbalancer-interface"
import type { PlanInput } from "./plan.ts"
import { keyOf } from "./read-request.ts"

/** What the plan is made from, of all relations: the requests that can be used, and the keys of the others. */
export function requestsOf(lb: LBConsumers) {
  const unreadable = lb.invalidRequests.map(keyOf)
  const requests = lb.allRequests.filter((one) => !unreadable.includes(keyOf(one)))
  return { requests, unreadable } satisfies Partial<PlanInput>
}
