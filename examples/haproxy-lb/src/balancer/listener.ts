import { createServer, connect as netConnect, type Server, type Socket } from "node:net"
import { type SecureContext, TLSSocket } from "node:tls"
import type { Backend } from "./backend.ts"
import type { RunningService } from "./running-service.ts"

const PATIENCE_MS = 5_000
const LINGER_MS = 30_000
/** For a client's TLS handshake. */
const HANDSHAKE_MS = 10_000

/** Where the connections of one address and port go at present. */
export interface Route {
  readonly running: RunningService
  readonly back: number
  /** Undefined: bytes are passed on as they come. */
  readonly tls: SecureContext | undefined
}

/** One address and port. The route can change while it listens, so that no client meets a closed port. */
export class Listener {
  route: Route
  readonly #server: Server

  constructor(route: Route) {
    this.route = route
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket, this.route))
  }

  /** @throws the reason of the operating system */
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

  /** No new connections; those that are open go on. */
  close(): void {
    this.#server.close()
  }

  #accept(raw: Socket, { running, back, tls }: Route): void {
    const from = raw.remoteAddress ?? ""
    raw.on("error", () => raw.destroy()).setNoDelay(true)
    if (!running.admit(raw)) {
      raw.destroy()
      return
    }
    if (tls === undefined) {
      forward(raw, running, back, from)
      return
    }
    const client = new TLSSocket(raw, { isServer: true, secureContext: tls })
    const patience = setTimeout(() => client.destroy(), HANDSHAKE_MS)
    client.on("error", () => client.destroy()).once("close", () => clearTimeout(patience))
    client.once("secure", () => {
      clearTimeout(patience)
      forward(client, running, back, from)
    })
  }
}

/** Tries the backends until one takes the connection. A client that nobody takes is hung up on. */
function forward(client: Socket, running: RunningService, port: number, from: string): void {
  const [...left] = running.order(from)
  const next = (): void => {
    const backend = left.shift()
    if (backend === undefined || client.destroyed) client.destroy()
    else attempt(backend)
  }
  const attempt = (backend: Backend): void => {
    const upstream = netConnect({ host: backend.address, port, allowHalfOpen: true, timeout: PATIENCE_MS })
    const fail = (): void => {
      upstream.destroy()
      next()
    }
    upstream.once("error", fail).once("timeout", fail)
    upstream.once("connect", () => {
      upstream.off("error", fail).off("timeout", fail).setTimeout(0).setNoDelay(true)
      if (client.destroyed) upstream.destroy()
      else join(client, upstream)
      running.connected(from, upstream, backend)
    })
  }
  next()
}

function join(client: Socket, upstream: Socket): void {
  client.on("close", () => upstream.destroy())
  upstream.on("error", () => client.destroy())
  // What the backend has said last may still be on its way to the client; but not for ever.
  upstream.on("end", () => client.setTimeout(LINGER_MS, () => client.destroy()))
  client.pipe(upstream)
  upstream.pipe(client)
}
