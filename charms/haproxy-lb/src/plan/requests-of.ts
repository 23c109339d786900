import type { LBConsumers, ReceivedRequest } from "loadbalancer-interface"
import { keyOf } from "./read-request.ts"

/** Collects the plan's input from all relations: the readable requests, and the keys of the unreadable ones. */
export function requestsOf(lb: LBConsumers) {
  const unreadable = new Set(lb.invalidRequests.map(keyOf))
  const requests = lb.allRequests.filter((one) => !unreadable.has(keyOf(one)))
  const relations = new Map(requests.map(({ relation }) => [relation.id, relation]))
  const known = new Map<number, ReadonlySet<string>>()
  return {
    requests,
    unreadable,
    /** Whether a unit of the consumer has published this address. */
    isUnitAddress(relationId: number, host: string): boolean {
      const relation = relations.get(relationId)
      if (relation === undefined) return false
      const addresses = known.get(relationId) ?? unitAddresses(relation)
      known.set(relationId, addresses)
      return addresses.has(host)
    },
  }
}

function unitAddresses(relation: ReceivedRequest["relation"]): ReadonlySet<string> {
  const bags = relation.units.map((unit) => relation.data(unit))
  return new Set(bags.flatMap((bag) => (bag.readable ? (bag.get("ingress-address") ?? []) : [])))
}
