import { AddressPolicy, ALLOWED_OPTION, parseAllowed } from "../plan/address-policy.ts"
import type { Addresses } from "./peers.ts"

/** Either the policy, or the problem with the option, for the status. */
export type ReadPolicy =
  | { readonly ok: true; readonly policy: AddressPolicy }
  | { readonly ok: false; readonly reason: string }

/**
 * Reads the policy for consumers' addresses from the operator's option and the current addresses of all units' machines.
 * @param units addresses of all units of this application
 * @param publicAddress the operator's public address; empty if there is none
 */
export function readPolicy(option: string, units: readonly Addresses[], publicAddress: string): ReadPolicy {
  const read = parseAllowed(option)
  if (!read.ok) {
    const reason = `the option ${ALLOWED_OPTION} has ${JSON.stringify(read.word)}, which is neither an IP address nor a network`
    return { ok: false, reason }
  }
  const own = [...units.flatMap(({ bind, ingress, machine }) => [bind, ingress, ...machine]), publicAddress]
  return { ok: true, policy: new AddressPolicy(read.allowed, own) }
}
