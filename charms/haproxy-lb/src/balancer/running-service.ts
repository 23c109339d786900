import type { Socket } from "node:net"
import type { BackendAddress, Service } from "../plan/desired.ts"
import { type Backend, newBackend } from "./backend.ts"
import { Chooser } from "./choose.ts"
import { probe } from "./probe.ts"
import { Sources } from "./sources.ts"

/** Seconds within which the first checks of services begin: those of thousands at once would use up the files that a process can open. */
const SPREAD = 5

/** A service in the running balancer: its backends, their health, and its open connections. */
export class RunningService {
  readonly key: string
  #service: Service
  #backends: readonly Backend[] = []
  readonly #chooser = new Chooser()
  readonly #clients = new Set<Socket>()
  /** Number of clients since the start. */
  accepted = 0
  #sources: Sources | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(service: Service) {
    this.key = service.key
    this.#service = service
    this.#take(service)
  }

  get service(): Service {
    return this.#service
  }

  get backends(): readonly Backend[] {
    return this.#backends
  }

  /** Number of connected clients, including those of removed backends. */
  get connections(): number {
    return this.#clients.size
  }

  /** Replaces the service. A backend that remains keeps its state; a removed one receives no new connections. */
  update(service: Service): void {
    const same = JSON.stringify(checksOf(service)) === JSON.stringify(checksOf(this.#service))
    this.#service = service
    this.#take(service)
    if (same) return
    for (const backend of this.#backends)
      Object.assign(backend, { live: true, since: Date.now(), failures: 0, successes: 0 })
    this.stop()
    this.start()
  }

  start(): void {
    if (this.#service.checks.length === 0) return
    const round = async () => {
      const started = this.#timer
      await Promise.all(this.#backends.map((backend) => this.#check(backend)))
      // Another one, if the checks were changed meanwhile: they have rounds of their own.
      if (this.#timer === started) this.#timer = setTimeout(round, this.#service.interval * 1000)
    }
    this.#timer = setTimeout(round, Math.random() * 1_000 * Math.min(this.#service.interval, SPREAD))
  }

  /** Stops the checks; open connections continue. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  order(client: string): readonly Backend[] {
    return this.#chooser.order(this.#service, this.#backends, client)
  }

  /** Whether a client with this address may connect. */
  accepts(client: string): boolean {
    return this.#sources?.includes(client) ?? true
  }

  /** Counts a client until it disconnects. @returns false if the maximum number of connections is reached */
  admit(client: Socket): boolean {
    if (this.#clients.size >= this.#service.maxConnections) return false
    this.accepted += 1
    this.#clients.add(client)
    client.once("close", () => this.#clients.delete(client))
    return true
  }

  /** Counts a connection to a backend until it is closed. */
  connected(client: string, socket: Socket, backend: Backend): void {
    if (this.#service.sticky) this.#chooser.remember(client, backend)
    backend.served += 1
    backend.active += 1
    socket.once("close", () => {
      backend.active -= 1
    })
  }

  /** @param drained whether the backend gets no new connections. @returns false if the service does not have it */
  drain(host: string, drained: boolean): boolean {
    const mine = this.#backends.filter((one) => one.host === host)
    for (const backend of mine) backend.drained = drained
    return mine.length > 0
  }

  #take({ backends, options }: Service): void {
    this.#sources = options?.sourceRanges && new Sources(options.sourceRanges)
    const same = (a: BackendAddress, b: BackendAddress) => a.host === b.host && a.address === b.address
    this.#backends = backends.map(
      (next) => this.#backends.find((known) => same(known, next)) ?? newBackend(next),
    )
  }

  async #check(backend: Backend): Promise<void> {
    const { checks, retries, options } = this.#service
    const results = await Promise.all(checks.map((check) => probe(backend.address, check, options)))
    backend.problem = results.find((problem) => problem !== undefined)
    backend.failures = backend.problem === undefined ? 0 : backend.failures + 1
    backend.successes = backend.problem === undefined ? backend.successes + 1 : 0
    const live = backend.live ? backend.failures < retries : backend.successes >= (options?.checkRise ?? 1)
    if (live !== backend.live) backend.since = Date.now()
    backend.live = live
  }
}

const checksOf = ({ checks, interval, retries, options = {} }: Service) => {
  const { checkTimeout, checkRise, checkCodes, checkName } = options
  return { checks, interval, retries, checkTimeout, checkRise, checkCodes, checkName }
}
