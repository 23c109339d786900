import type { Service } from "./desired.ts"

/**
 * Who has which ports: `address port` to the key of a request. It stands in the peer relation, written by the leader, so that every
 * unit, and every later leader, decides as the one before.
 */
export type Claims = Readonly<Record<string, string>>

const UNITS = "units"

export interface Granted {
  readonly services: readonly Service[]
  /** Keys of services that come too late, with all ports that somebody else has. */
  readonly taken: ReadonlyMap<string, readonly { readonly port: number; readonly by: string }[]>
  readonly claims: Claims
}

/**
 * Gives each address and port to one service. Who has it keeps it; what is free goes to the oldest relation. A service gets all of
 * its ports or none.
 * @param own the addresses of all units: they count as one, because a service without a wish listens on each of them
 */
export function grant(wanted: readonly Service[], before: Claims, own: readonly string[]): Granted {
  const placeOf = (address: string, port: number) => `${own.includes(address) ? UNITS : address} ${port}`
  const placesOf = ({ address, ports }: Service) => ports.map(({ front }) => placeOf(address, front))
  const claims = new Map<string, string>()
  const services: Service[] = []
  const late: Service[] = []
  const holds = (service: Service) => placesOf(service).every((place) => before[place] === service.key)
  const some = (service: Service) => placesOf(service).some((place) => before[place] === service.key)
  const rank = (service: Service) => (holds(service) ? 0 : some(service) ? 1 : 2)
  const ordered = wanted.toSorted((a, b) => rank(a) - rank(b) || compareKeys(a.key, b.key))
  for (const service of ordered) {
    if (placesOf(service).some((place) => claims.has(place))) {
      late.push(service)
      continue
    }
    for (const place of placesOf(service)) claims.set(place, service.key)
    services.push(service)
  }
  // Only now: what a service is told must not depend on the order in which they were looked at.
  const rivals = ({ key, address, ports }: Service) =>
    ports.flatMap(({ front: port }) => {
      const by = claims.get(placeOf(address, port))
      return by === undefined || by === key ? [] : [{ port, by }]
    })
  return {
    services: services.toSorted((a, b) => compareKeys(a.key, b.key)),
    taken: new Map(late.map((service) => [service.key, rivals(service)])),
    claims: Object.fromEntries([...claims].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** Lenient: what cannot be read claims nothing. */
export function parseClaims(text: string | undefined): Claims {
  try {
    const value: unknown = JSON.parse(text || "{}")
    if (typeof value !== "object" || value === null) return {}
    return Object.fromEntries(
      Object.entries(value).flatMap(([place, key]) => (typeof key === "string" ? [[place, key]] : [])),
    )
  } catch {
    return {}
  }
}

/** By the number of the relation, then by name. */
function compareKeys(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : a > b ? 1 : 0)
}
