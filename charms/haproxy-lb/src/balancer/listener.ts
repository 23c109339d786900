import { createServer, connect as netConnect, type Server, type Socket } from "node:net"
import { type SecureContext, TLSSocket } from "node:tls"
import { idleOf, USUAL_IDLE } from "../plan/options.ts"
import type { Backend } from "./backend.ts"
import type { RunningService } from "./running-service.ts"

/** Seconds within which a backend has to accept a connection. */
const CONNECT = 5
const LINGER_MS = 30_000
/** Usual time limit of a client's TLS handshake, in seconds. */
export const HANDSHAKE = 10

/** The current target of the connections to one address and port. */
export interface Route {
  readonly running: RunningService
  readonly back: number
  /** Undefined: the bytes are forwarded unchanged. */
  readonly tls: SecureContext | undefined
}

/** Listens on one address and port. Its route can be replaced while it listens, so that no client finds the port closed. */
export class Listener {
  route: Route
  readonly #server: Server
  readonly #handshake: number

  /** @param handshake time limit of a client's TLS handshake, in seconds */
  constructor(route: Route, handshake: number) {
    this.route = route
    this.#handshake = handshake
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket, this.route))
  }

  /** @throws the operating system's error */
  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject)
      this.#server.listen({ host, port, backlog: 1024 }, () => {
        this.#server.off("error", reject)
        this.#server.on("error", () => undefined)
        resolve()
      })
    })
  }

  /** Stops accepting connections; open ones continue. */
  close(): void {
    this.#server.close()
  }

  #accept(raw: Socket, { running, back, tls }: Route): void {
    const from = raw.remoteAddress ?? ""
    raw.on("error", () => raw.destroy()).setNoDelay(true)
    if (!running.accepts(from) || !running.admit(raw)) {
      raw.destroy()
      return
    }
    if (tls === undefined) {
      forward(raw, running, back, from)
      return
    }
    const client = new TLSSocket(raw, { isServer: true, secureContext: tls })
    const patience = setTimeout(() => client.destroy(), 1_000 * this.#handshake)
    client.on("error", () => client.destroy()).once("close", () => clearTimeout(patience))
    client.once("secure", () => {
      clearTimeout(patience)
      forward(client, running, back, from)
    })
  }
}

/** Tries the backends until one accepts the connection. If none does, the client's connection is closed. */
function forward(client: Socket, running: RunningService, port: number, from: string): void {
  const [...left] = running.order(from)
  const { service } = running
  const timeout = 1_000 * (service.options?.connectTimeout ?? CONNECT)
  const next = (): void => {
    const backend = left.shift()
    if (backend === undefined || client.destroyed) client.destroy()
    else attempt(backend)
  }
  const attempt = (backend: Backend): void => {
    const upstream = netConnect({ host: backend.address, port, allowHalfOpen: true, timeout })
    const fail = (): void => {
      upstream.destroy()
      next()
    }
    upstream.once("error", fail).once("timeout", fail)
    upstream.once("connect", () => {
      upstream.off("error", fail).off("timeout", fail).setTimeout(0).setNoDelay(true)
      if (client.destroyed) upstream.destroy()
      else join(client, upstream, idleOf(service) ?? USUAL_IDLE)
      running.connected(from, upstream, backend)
    })
  }
  next()
}

/** @param idle seconds without data in either direction after which the connection is closed */
function join(client: Socket, upstream: Socket, idle: number): void {
  // What the backend sends is written to the client, which counts as activity too.
  client.setTimeout(1_000 * idle, () => client.destroy())
  client.on("close", () => upstream.destroy())
  upstream.on("error", () => client.destroy())
  // The backend's last bytes may still be on their way to the client; the linger time limits the wait.
  upstream.on("end", () => client.setTimeout(LINGER_MS, () => client.destroy()))
  client.pipe(upstream)
  upstream.pipe(client)
}
