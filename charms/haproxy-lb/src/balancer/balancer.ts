import { createSecureContext, type SecureContext } from "node:tls"
import type { Desired, Service } from "../plan/desired.ts"
import { exposition } from "./exposition.ts"
import { HANDSHAKE, Listener, type Route } from "./listener.ts"
import { MetricsServer } from "./metrics-server.ts"
import { RunningService } from "./running-service.ts"

/** In place of a problem: the operator drains the backend. */
export const DRAINED = "is drained"

/** Traffic statistics of a service. */
export interface ServiceTraffic {
  readonly key: string
  /** Number of open connections. */
  readonly connections: number
  readonly backends: readonly {
    readonly host: string
    readonly live: boolean
    /** When it became alive or dead, in milliseconds since 1970. */
    readonly since: number
    /** Why it is dead. */
    readonly problem?: string | undefined
    readonly active: number
    readonly served: number
  }[]
}

/** The embedded engine: all listeners and services of one unit. */
export class Balancer {
  readonly #listeners = new Map<string, Listener>()
  readonly #services = new Map<string, RunningService>()
  /** Removed services that still have connections. */
  readonly #leaving = new Set<RunningService>()
  readonly #handshake: number
  readonly #metrics = new MetricsServer(() => exposition([...this.#services.values()]))

  /** @param handshake time limit of a client's TLS handshake, in seconds */
  constructor(handshake = HANDSHAKE) {
    this.#handshake = handshake
  }

  /**
   * Replaces the configuration. New addresses are opened before anything else changes, so either the whole configuration is applied or
   * nothing changes but the place of the metrics. Open connections continue in both cases.
   * @throws if a certificate cannot be used or an address cannot be listened on
   */
  async apply({ services, metrics }: Desired): Promise<void> {
    const contexts = new Map(services.map((service) => [service.key, contextOf(service)]))
    const running = new Map(
      services.map((one) => [one.key, this.#services.get(one.key) ?? new RunningService(one)]),
    )
    const routes = new Map<string, { place: readonly [string, number]; route: Route }>()
    for (const service of services) {
      const one = running.get(service.key)
      if (one === undefined) continue
      for (const { front, back } of service.ports) {
        const route = { running: one, back, tls: contexts.get(service.key) }
        routes.set(`${service.address} ${front}`, { place: [service.address, front], route })
      }
    }
    this.#metrics.leave(metrics)
    const opened = await this.#open(routes)
    for (const [place, listener] of opened) this.#listeners.set(place, listener)
    for (const [place, listener] of this.#listeners) {
      const next = routes.get(place)
      if (next !== undefined) listener.route = next.route
      else {
        listener.close()
        this.#listeners.delete(place)
      }
    }
    this.#replace(services, running)
    await this.#metrics.listen(metrics)
  }

  /** Drains a backend in all services that have it, or ends that. @returns false if none has it */
  drain(host: string, drained: boolean): boolean {
    return [...this.#services.values()].filter((one) => one.drain(host, drained)).length > 0
  }

  get traffic(): readonly ServiceTraffic[] {
    for (const removed of this.#leaving) if (removed.connections === 0) this.#leaving.delete(removed)
    return [...this.#services.values(), ...this.#leaving].map(({ key, connections, backends }) => ({
      key,
      connections,
      backends: backends.map(({ host, live, drained, since, problem, active, served }) => ({
        ...{ host, live: live && !drained, since, active, served },
        ...(drained ? { problem: DRAINED } : live ? {} : { problem }),
      })),
    }))
  }

  async #open(
    routes: ReadonlyMap<string, { readonly place: readonly [string, number]; readonly route: Route }>,
  ): Promise<ReadonlyMap<string, Listener>> {
    const opened = new Map<string, Listener>()
    try {
      for (const [name, { place, route }] of routes) {
        if (this.#listeners.has(name)) continue
        const listener = new Listener(route, this.#handshake)
        await listener.listen(...place)
        opened.set(name, listener)
      }
    } catch (error) {
      for (const listener of opened.values()) listener.close()
      throw error
    }
    return opened
  }

  #replace(services: readonly Service[], running: ReadonlyMap<string, RunningService>): void {
    for (const [key, one] of this.#services) {
      if (running.has(key)) continue
      one.stop()
      this.#services.delete(key)
      if (one.connections > 0) this.#leaving.add(one)
    }
    for (const service of services) {
      const one = running.get(service.key)
      if (one === undefined) continue
      if (this.#services.has(service.key)) one.update(service)
      else {
        this.#services.set(service.key, one)
        one.start()
      }
    }
  }
}

/** The TLS context of a service; undefined if the service does not terminate TLS. @throws if OpenSSL rejects the certificate or the key */
export function contextOf({ tls }: Service): SecureContext | undefined {
  if (tls === undefined) return undefined
  return createSecureContext({ cert: tls.certificate, key: tls.key, minVersion: "TLSv1.2" })
}
