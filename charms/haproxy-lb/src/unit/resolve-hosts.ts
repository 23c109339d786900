import { lookup } from "node:dns/promises"
import { isIP } from "node:net"
import { canonicalAddress } from "../plan/address.ts"
import { MAX_NAMES } from "../plan/limits.ts"
import { isHost } from "../plan/read-backends.ts"

/** Time limit for all names of a hook together: while a hook waits, the unit runs no other hook. */
const TIMEOUT_MS = 10_000

interface Naming {
  readonly relation: { readonly id: number }
  readonly backends: readonly string[]
}

/** Resolves a name to its addresses. Rejects if it has none. */
export type Lookup = (name: string) => Promise<readonly string[]>

/**
 * Resolves the host names of all backends. The names of one consumer are resolved one after the other, and consumers in parallel, so that
 * slow name servers of one do not delay another.
 * @returns addresses by name, without names that were not resolved in time
 */
export async function resolveHosts(
  requests: readonly Naming[],
  look: Lookup = systemLookup,
  timeoutMs = TIMEOUT_MS,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const byConsumer = new Map<number, Set<string>>()
  for (const { relation, backends } of requests) {
    const names = byConsumer.get(relation.id) ?? new Set()
    for (const host of backends)
      if (names.size < MAX_NAMES && isIP(host) === 0 && isHost(host)) names.add(host)
    byConsumer.set(relation.id, names)
  }
  const found = new Map<string, readonly string[]>()
  const end = performance.now() + timeoutMs
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  const all = [...byConsumer.values()].map(async (names) => {
    for (const name of names) {
      if (performance.now() >= end) return
      const addresses = found.get(name) ?? (await look(name).catch(() => []))
      found.set(
        name,
        addresses.flatMap((one) => canonicalAddress(one) ?? []),
      )
    }
  })
  await Promise.race([Promise.all(all), timeUp])
  clearTimeout(timer)
  // A copy, so that later results do not change it.
  return new Map(found)
}

/** Resolves like this machine's programs, including `/etc/hosts`. */
async function systemLookup(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address)
}
