import { connect } from "node:tls"
import type { ServiceTraffic } from "../balancer/balancer.ts"
import type { Desired, Service } from "../plan/desired.ts"

/** Time limit for all probes of a hook together: while a hook waits, the unit runs no other hook. */
const TIMEOUT_MS = 1_000
/** Backends of a service that are probed at the same time, and services of a hook. */
const MAX_BACKENDS = 4
const MAX_SERVICES = 64

/**
 * Replaces checks with http by https where the port speaks TLS, which would fail each such check. Charms request them: for the API server of
 * Kubernetes, kubernetes-control-plane asks for http on the port 6443. Ports are probed for services that are new and for those that have no
 * living backend; other services, and those of which no port answers, keep the result.
 */
export async function withTlsChecks(
  { services }: Desired,
  before: Desired,
  traffic: readonly ServiceTraffic[],
): Promise<Desired> {
  const known = new Map(before.services.map((service) => [service.key, service]))
  const dead = new Set(
    traffic.flatMap(({ key, backends }) => (backends.some(({ live }) => live) ? [] : [key])),
  )
  let probes = 0
  const all = services.map(async (service): Promise<Service> => {
    const old = known.get(service.key)
    const checks = service.checks.map(async (check) => {
      if (check.protocol !== "http") return check
      const tls = { ...check, protocol: "https" } as const
      const same = old?.checks.find(({ port, path }) => port === check.port && path === check.path)
      const kept = same?.protocol === "https" ? tls : check
      if ((same !== undefined && !dead.has(service.key)) || ++probes > MAX_SERVICES) return kept
      const hosts = service.backends.slice(0, MAX_BACKENDS)
      const found = await Promise.all(hosts.map(({ address }) => speaksTls(address, check.port)))
      return found.includes(true) ? tls : found.includes(false) ? check : kept
    })
    return { ...service, checks: await Promise.all(checks) }
  })
  return { services: await Promise.all(all) }
}

/** Undefined if nothing answers: the port is closed, unreachable or too slow. */
function speaksTls(host: string, port: number): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false })
    const end = (answer?: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const timer = setTimeout(end, TIMEOUT_MS)
    // An answer that is no TLS is an error of OpenSSL.
    socket
      .on("secureConnect", () => end(true))
      .on("error", ({ code = "" }: NodeJS.ErrnoException) => end(/SSL|EPROTO/.test(code) ? false : undefined))
  })
}
