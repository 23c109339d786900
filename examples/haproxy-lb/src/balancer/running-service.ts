import type { Socket } from "node:net"
import type { Service } from "../plan/desired.ts"
import { type Backend, newBackend } from "./backend.ts"
import { Chooser } from "./choose.ts"
import { probe } from "./probe.ts"

/** One service while the balancer runs: its backends, who of them lives, and its open connections. */
export class RunningService {
  readonly key: string
  #service: Service
  #backends: readonly Backend[] = []
  readonly #chooser = new Chooser()
  readonly #connections = new Set<Socket>()
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

  /** Open connections, those to backends that are gone too. */
  get connections(): number {
    return this.#connections.size
  }

  /** A backend that stays keeps what is known of it; one that goes gets no new connections. */
  update(service: Service): void {
    const same = JSON.stringify(checksOf(service)) === JSON.stringify(checksOf(this.#service))
    this.#service = service
    this.#take(service)
    if (same) return
    for (const backend of this.#backends) Object.assign(backend, { live: true, failures: 0 })
    this.stop()
    this.start()
  }

  start(): void {
    if (this.#service.checks.length === 0) return
    const round = async () => {
      await Promise.all(this.#backends.map((backend) => this.#check(backend)))
      if (this.#timer !== undefined) this.#timer = setTimeout(round, this.#service.interval * 1000)
    }
    this.#timer = setTimeout(round, 0)
  }

  /** Connections that are open stay. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  order(client: string): readonly Backend[] {
    return this.#chooser.order(this.#service, this.#backends, client)
  }

  /** Counts a connection until it is closed. */
  connected(client: string, socket: Socket, backend: Backend): void {
    if (this.#service.sticky) this.#chooser.remember(client, backend)
    backend.served += 1
    backend.active += 1
    this.#connections.add(socket)
    socket.once("close", () => {
      backend.active -= 1
      this.#connections.delete(socket)
    })
  }

  #take({ backends }: Service): void {
    this.#backends = backends.map(
      (host) => this.#backends.find((known) => known.host === host) ?? newBackend(host),
    )
  }

  async #check(backend: Backend): Promise<void> {
    const { checks, retries } = this.#service
    const results = await Promise.all(checks.map((check) => probe(backend.host, check)))
    if (results.every(Boolean)) {
      backend.failures = 0
      backend.live = true
      return
    }
    backend.failures += 1
    if (backend.failures >= retries) backend.live = false
  }
}

const checksOf = ({ checks, interval, retries }: Service) => ({ checks, interval, retries })
