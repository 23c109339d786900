import type { Service } from "./desired.ts"
import { MAX_PORTS, MAX_SERVERS } from "./limits.ts"
import { type Refusal, relationOf } from "./read-request.ts"

/**
 * Assigned ports: `address port` to the key of a request. The leader writes them to the peer relation, so that every unit and every later
 * leader decides the same.
 */
export type Claims = Readonly<Record<string, string>>

const UNITS = "units"

export interface Granted {
  readonly services: readonly Service[]
  /** Keys of services that lost a port to another one, with all their ports that are taken. */
  readonly taken: ReadonlyMap<string, readonly { readonly port: number; readonly by: string }[]>
  /** By key, which limits of a consumer the service would exceed. */
  readonly tooMany: ReadonlyMap<string, Refusal>
  readonly claims: Claims
}

/**
 * Assigns each address and port to one service. The current holder keeps it; a free port goes to the oldest relation. A service gets all
 * its ports or none. A consumer cannot exceed its limits; services that already have their ports count first.
 * @param own the addresses of all units. They count as one address, because a service without a requested address listens on each of them
 */
export function grant(requested: readonly Service[], before: Claims, own: readonly string[]): Granted {
  const placeOf = (address: string, port: number) => `${own.includes(address) ? UNITS : address} ${port}`
  const placesOf = ({ address, ports }: Service) => ports.map(({ front }) => placeOf(address, front))
  const claims = new Map<string, string>()
  const services: Service[] = []
  const late: Service[] = []
  const tooMany = new Map<string, Refusal>()
  const sizes = new Map<number, Size>()
  const holds = (service: Service) => placesOf(service).every((place) => before[place] === service.key)
  const some = (service: Service) => placesOf(service).some((place) => before[place] === service.key)
  const rank = (service: Service) => (holds(service) ? 0 : some(service) ? 1 : 2)
  const ordered = requested.toSorted((a, b) => rank(a) - rank(b) || compareKeys(a.key, b.key))
  for (const service of ordered) {
    if (placesOf(service).some((place) => claims.has(place))) {
      late.push(service)
      continue
    }
    const size = sizeWith(sizes.get(relationOf(service.key)), service)
    const refusal = refusalOf(size)
    if (refusal !== undefined) {
      tooMany.set(service.key, refusal)
      continue
    }
    sizes.set(relationOf(service.key), size)
    for (const place of placesOf(service)) claims.set(place, service.key)
    services.push(service)
  }
  // Computed after the loop, so that the refusals do not depend on the order of the services.
  const rivals = ({ key, address, ports }: Service) =>
    ports.flatMap(({ front: port }) => {
      const by = claims.get(placeOf(address, port))
      return by === undefined || by === key ? [] : [{ port, by }]
    })
  return {
    services: services.toSorted((a, b) => compareKeys(a.key, b.key)),
    taken: new Map(late.map((service) => [service.key, rivals(service)])),
    tooMany,
    claims: Object.fromEntries([...claims].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** Totals over all services of one consumer. */
interface Size {
  readonly ports: number
  readonly servers: number
}

function sizeWith(size: Size = { ports: 0, servers: 0 }, { ports, backends }: Service): Size {
  return { ports: size.ports + ports.length, servers: size.servers + ports.length * backends.length }
}

function refusalOf({ ports, servers }: Size): Refusal | undefined {
  if (ports > MAX_PORTS)
    return { portMapping: `one consumer can have ${MAX_PORTS} ports in all its requests` }
  const reason = `one consumer can have ${MAX_SERVERS} pairs of a backend and a port in all its requests`
  return servers > MAX_SERVERS ? { backends: reason } : undefined
}

/** Lenient: unreadable content is read as no claims. */
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

/** By relation id, then by name. */
function compareKeys(a: string, b: string): number {
  return relationOf(a) - relationOf(b) || (a < b ? -1 : a > b ? 1 : 0)
}
