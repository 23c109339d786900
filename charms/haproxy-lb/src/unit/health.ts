import type { BackendReport } from "loadbalancer-interface"
import { DRAINED, type ServiceTraffic } from "../balancer/balancer.ts"
import { probe } from "../balancer/probe.ts"
import type { Service } from "../plan/desired.ts"
import { validityProblem } from "../plan/pem.ts"

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
    const since = new Date(latest.since).toISOString().slice(0, 16)
    return [`${nameOf(key)} has no living backend since ${since}Z: ${latest.host} ${latest.problem}`]
  })
  const rest = dead.length - NAMED
  return dead.length === 0
    ? undefined
    : [...dead.slice(0, NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ")
}

/** The health of a load balancer's backends as this unit sees it, for its consumer. */
export function healthOf({ backends }: ServiceTraffic): readonly BackendReport[] {
  return backends.map(({ host, live, since, problem }) => ({
    address: host,
    state: live ? "up" : problem === DRAINED ? "draining" : "down",
    since: new Date(since),
    why: problem,
  }))
}

/** Names a load balancer whose certificate, or one of its chain, clients reject by its dates; undefined if there is none. */
export function describeExpired(
  services: readonly Service[],
  nameOf: (key: string) => string,
  now = Date.now(),
): string | undefined {
  for (const { key, tls } of services) {
    const problem = tls && validityProblem(tls.certificate, now)
    if (problem !== undefined) return `the certificate of ${nameOf(key)} ${problem}`
  }
  return undefined
}

/**
 * Runs the checks of a backend now, or connects to its ports if it has none. @returns for each load balancer that has the backend, why it fails;
 * null if it is alive
 */
export async function testBackend(
  services: readonly Service[],
  backend: string,
): Promise<readonly { readonly key: string; readonly problem: string | null }[]> {
  const tests = services.flatMap(({ key, backends, checks, ports, options }) =>
    backends
      .filter(({ host }) => host === backend)
      .map(async ({ address }) => {
        const connections = ports.map(({ back }) => ({ protocol: "tcp", port: back, path: "/" }) as const)
        const all = (checks.length > 0 ? checks : connections).map((check) => probe(address, check, options))
        return { key, problem: (await Promise.all(all)).find((one) => one !== undefined) ?? null }
      }),
  )
  return Promise.all(tests)
}
