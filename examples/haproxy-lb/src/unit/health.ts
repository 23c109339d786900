import type { ServiceTraffic } from "../balancer/balancer.ts"

/** Maximum number of load balancers that a status lists. */
const NAMED = 2

/**
 * Describes the load balancers that have no living backend: which, since when and why.
 * @param nameOf the name of a request for the operator, by its key
 * @returns a sentence for the status; undefined if each has a living backend
 */
export function describeDead(
  traffic: readonly ServiceTraffic[],
  nameOf: (key: string) => string,
): string | undefined {
  const dead = traffic.flatMap(({ key, backends }) => {
    if (backends.some(({ live }) => live)) return []
    const [latest] = backends.toSorted((a, b) => b.since - a.since)
    if (latest === undefined) return [`${nameOf(key)} has no backends`]
    const since = new Date(latest.since).toISOString().replace(/:\d\d\.\d+/, "")
    return [
      `${nameOf(key)} has no living backend since ${since}: ${latest.host} ${latest.problem ?? "unknown"}`,
    ]
  })
  const rest = dead.length - NAMED
  return dead.length === 0
    ? undefined
    : [...dead.slice(0, NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ")
}
