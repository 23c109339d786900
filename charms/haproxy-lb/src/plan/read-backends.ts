import { isIP } from "node:net"
import { canonicalAddress } from "./address.ts"
import type { AddressPolicy } from "./address-policy.ts"
import type { BackendAddress } from "./desired.ts"
import { MAX_BACKENDS } from "./limits.ts"

/** Maximum number of hosts that a message lists. */
const NAMED = 3
/** A name server may give an address later: the service waits for its backends. */
const NOT_FOUND = "cannot be looked up"

export interface BackendInput {
  readonly policy: AddressPolicy
  /** Addresses of host names, as resolved by this machine; empty for names that were not found. */
  readonly resolved: ReadonlyMap<string, readonly string[]>
  /** Whether a unit of the consumer has published this address. Then a problem with it affects this unit only, not the request. */
  readonly isOfUnit: (host: string) => boolean
  /** The request's current backends. */
  readonly before: readonly BackendAddress[]
}

/** Either the backends and the rejected hosts with reasons, or why the request cannot be used. */
export type ReadBackends =
  | {
      readonly ok: true
      readonly backends: readonly BackendAddress[]
      readonly leftOut: Readonly<Record<string, string>>
    }
  | { readonly ok: false; readonly reason: string }

/**
 * Converts hosts to the addresses to which engines connect. Engines never resolve names: after this check a name could change to an address
 * that is not allowed.
 */
export function readBackends(hosts: readonly string[], input: BackendInput): ReadBackends {
  const backends = new Map<string, BackendAddress>()
  const leftOut: Record<string, string> = {}
  const refused: Record<string, string> = {}
  const unique = [...new Set(hosts)]
  if (unique.length > MAX_BACKENDS) return { ok: false, reason: `more than ${MAX_BACKENDS} are not balanced` }
  for (const host of unique) {
    const found = isHost(host)
      ? addressOf(host, input)
      : { problem: "is neither an IP address nor a host name" }
    if (found.address !== undefined) {
      if (!backends.has(found.address)) backends.set(found.address, { host, address: found.address })
    } else if (found.problem === undefined) leftOut[host] = NOT_FOUND
    else if (input.isOfUnit(host)) leftOut[host] = found.problem
    else refused[host] = found.problem
  }
  if (Object.keys(refused).length > 0) return { ok: false, reason: reasonsOf(refused) }
  const isRefused = Object.values(leftOut).some((reason) => reason !== NOT_FOUND)
  if (backends.size === 0 && isRefused) return { ok: false, reason: reasonsOf(leftOut) }
  return { ok: true, backends: [...backends.values()], leftOut }
}

/** The problems of all hosts in one sentence. */
export function reasonsOf(problems: Readonly<Record<string, string>>): string {
  const all = Object.entries(problems)
  const named = all.slice(0, NAMED).map(([host, reason]) => `${JSON.stringify(host.slice(0, 80))} ${reason}`)
  return [...named, ...(all.length > NAMED ? [`and ${all.length - NAMED} more`] : [])].join("; ")
}

function addressOf(
  host: string,
  { policy, resolved, before }: BackendInput,
): { readonly address?: string; readonly problem?: string } {
  const kept = before.find((one) => one.host === host)?.address
  const literal = canonicalAddress(host)
  const found = literal === undefined ? (resolved.get(host) ?? []) : [literal]
  // A name that temporarily does not resolve keeps its address.
  const addresses = found.length === 0 && kept !== undefined ? [kept] : found
  const ownName = policy.nameProblem(host)
  const [problem = ownName] = addresses.flatMap((address) => policy.backendProblem(address) ?? [])
  if (problem !== undefined) return { problem }
  // Sorted, because name servers change the order between replies.
  const address = kept !== undefined && addresses.includes(kept) ? kept : addresses.toSorted()[0]
  return address === undefined ? {} : { address }
}

/**
 * Whether the text has only characters of an address: no space, quote, `#`, `@`, `$` or `%`, which have a meaning in a configuration.
 * Rejects names with an empty label and names that end in a number, which resolvers read as an IPv4 address (`127.1`, `0x7f000001`).
 */
export function isHost(text: string): boolean {
  if (isIP(text) !== 0) return !text.includes("%")
  const labels = text.split(".")
  return text.length <= 253 && labels.every((label) => LABEL.test(label)) && !NUMBER.test(labels.at(-1) ?? "")
}

const LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/
const NUMBER = /^(\d+|0x[0-9a-f]*)$/i
