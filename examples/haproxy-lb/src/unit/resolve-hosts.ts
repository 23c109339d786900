import { lookup } from "node:dns/promises"
import { isIP } from "node:net"
import { canonicalAddress } from "../plan/address.ts"
import { MAX_NAMES } from "../plan/limits.ts"
import { isHost } from "../plan/read-backends.ts"

/** For all names of a hook together. A hook that waits is a charm that does nothing else. */
const PATIENCE_MS = 10_000

interface Naming {
  readonly relation: { readonly id: number }
  readonly backends: readonly string[]
}

/** The addresses of a name. Rejects if it has none. */
export type Lookup = (name: string) => Promise<readonly string[]>

/**
 * Looks up the host names among all backends. Each consumer's names are looked up one after the other, beside those of the others, so
 * that slow name servers of one take no time from another.
 * @returns addresses by name; nothing for a name that could not be looked up in time
 */
export async function resolveHosts(
  requests: readonly Naming[],
  look: Lookup = systemLookup,
  patienceMs = PATIENCE_MS,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const byConsumer = new Map<number, Set<string>>()
  for (const { relation, backends } of requests) {
    const names = byConsumer.get(relation.id) ?? new Set()
    for (const host of backends)
      if (names.size < MAX_NAMES && isIP(host) === 0 && isHost(host)) names.add(host)
    byConsumer.set(relation.id, names)
  }
  const found = new Map<string, readonly string[]>()
  const end = performance.now() + patienceMs
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs)
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
  // What is found later is for the next hook.
  return new Map(found)
}

/** As this machine's programs do, with `/etc/hosts`. */
async function systemLookup(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address)
}
