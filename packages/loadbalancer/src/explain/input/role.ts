import {
  ackedNames,
  answerRecordNames,
  CAPABILITIES_KEY,
  detailsNames,
  drainNames,
  requestNames,
  responseNames,
  secretsNames,
} from "../../wire.ts"
import { type Bag, otherRole, type Role } from "./relation-view.ts"

/** Whose databag this is, by its keys; undefined if they do not tell, as in one that holds nothing but a version. */
export function roleOfBag(bag: Bag | undefined): Role | undefined {
  const keys = [...(bag?.keys() ?? [])]
  const count = (...kinds: readonly ((of: readonly string[]) => readonly string[])[]) =>
    kinds.reduce((sum, namesIn) => sum + namesIn(keys).length, 0)
  const consumer = count(requestNames, ackedNames, drainNames, secretsNames)
  const provider =
    count(responseNames, answerRecordNames, detailsNames) + (keys.includes(CAPABILITIES_KEY) ? 1 : 0)
  if (consumer === provider) return undefined
  return consumer > provider ? "consumer" : "provider"
}

/**
 * Which side an endpoint is on, by the names that charms give it: it is called after the other side (`lb-provider` is the
 * consumer's). Undefined if they do not tell.
 */
export function roleOfEndpoints(own: string, related: string): Role | undefined {
  const byOwn = roleByName(own)
  const byRelated = roleByName(related)
  if (byOwn !== undefined && byOwn === byRelated) return undefined
  return byOwn ?? (byRelated === undefined ? undefined : otherRole(byRelated))
}

function roleByName(endpoint: string): Role | undefined {
  if (/consumer/i.test(endpoint)) return "provider"
  return /provider/i.test(endpoint) ? "consumer" : undefined
}

/** Whether an endpoint's name speaks of load balancers. */
export const speaksOfLoadBalancers = (endpoint: string): boolean =>
  /(^|-)lb(-|$)|load-?balancer/i.test(endpoint)
