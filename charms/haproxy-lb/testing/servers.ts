import { once } from "node:events"
import {
  Agent,
  createServer,
  get,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type RequestListener,
  type Server,
} from "node:http"
import { createServer as createTlsServer } from "node:https"
import { connect, type Socket } from "node:net"
import { connect as tlsConnect } from "node:tls"

export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/** A small web server that answers with its name, and can be killed with all its connections. */
export class NamedServer implements AsyncDisposable {
  readonly name: string
  readonly host: string
  port: number
  healthy = true
  /** Status of all responses but those to failed checks. */
  status = 200
  /** The headers of all requests. */
  readonly requests: IncomingHttpHeaders[] = []
  /** If set, the server uses TLS. */
  readonly #tls: Certificate | undefined
  #server: Server | undefined

  constructor(name: string, host = "127.0.0.1", port = 0, tls?: Certificate) {
    this.name = name
    this.host = host
    this.port = port
    this.#tls = tls
  }

  async start(): Promise<this> {
    const answer: RequestListener = (request, response) => {
      this.requests.push(request.headers)
      const dead = request.url?.startsWith("/health") === true && !this.healthy
      response.writeHead(dead ? 503 : this.status, { "content-type": "text/plain" }).end(this.name)
    }
    const tls = this.#tls
    const server =
      tls === undefined
        ? createServer(answer)
        : createTlsServer({ cert: tls.certificate, key: tls.key }, answer)
    // Long, because tests check how long the load balancer keeps connections, also on a loaded machine.
    server.keepAliveTimeout = 120_000
    server.listen(this.port, this.host)
    await once(server, "listening")
    const address = server.address()
    if (typeof address === "object" && address !== null) this.port = address.port
    this.#server = server
    return this
  }

  async kill(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    server.closeAllConnections()
    server.close()
    await once(server, "close")
  }

  /** Accepts no more connections, and ends idle ones. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    const closed = once(server, "close")
    server.close()
    server.closeIdleConnections()
    await closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill()
  }
}

/** Connections that stay open, each after one answered request. */
export class HeldConnections implements AsyncDisposable {
  readonly #sockets: Socket[] = []

  async hold(host: string, port: number, count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const socket = connect(port, host)
      this.#sockets.push(socket)
      socket.on("error", () => socket.destroy())
      await this.use(socket)
    }
  }

  /** Sends one more request on each of them. @returns the number of responses */
  async stillAnswered(): Promise<number> {
    const answered = await Promise.all(this.#sockets.map((socket) => this.use(socket).catch(() => false)))
    return answered.filter(Boolean).length
  }

  async use(socket: Socket): Promise<boolean> {
    if (socket.destroyed) return false
    socket.write("GET / HTTP/1.1\r\nHost: lb.test\r\n\r\n")
    const settled = new AbortController()
    const { signal } = settled
    try {
      const events = [once(socket, "data", { signal }), once(socket, "close", { signal })]
      const [data]: unknown[] = await Promise.race(events)
      return String(data).startsWith("HTTP/1.1 200")
    } finally {
      // Removes the listeners of the event that did not come: the same socket sends many requests.
      settled.abort()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
  }
}

/** Servers on different addresses and the same port, as units have them. */
export async function servers(count: number): Promise<readonly NamedServer[] & AsyncDisposable> {
  const network = `127.${2 + Math.floor(Math.random() * 250)}.${2 + Math.floor(Math.random() * 250)}`
  const all = await Promise.all(
    Array.from({ length: count }, (_, i) => new NamedServer(`s${i}`, `${network}.${i + 1}`, 20001).start()),
  )
  return Object.assign(all, {
    [Symbol.asyncDispose]: async () => void (await Promise.all(all.map((one) => one.kill()))),
  })
}

/** Sends one request on its own connection. @returns the body; rejects if the response is incomplete */
export async function ask(url: string, localAddress?: string): Promise<string> {
  const { text, status } = await askWhole(url, {}, localAddress)
  if (status !== 200) throw new Error(`status ${status}`)
  return text
}

interface Answer {
  readonly text: string
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
}

export function askWhole(
  url: string,
  headers: OutgoingHttpHeaders = {},
  localAddress?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false })
    const options = { agent, headers, ...(localAddress === undefined ? {} : { localAddress }) }
    const request = get(url, options, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part
      })
      response.on("error", reject)
      response.on("end", () => resolve({ text, status: response.statusCode, headers: response.headers }))
    })
    request.on("error", reject)
  })
}

/** Sends one request over TLS. @param ca the trusted certificate */
export function overTls(host: string, port: number, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ""
    const socket = tlsConnect({ host, port, ca, servername: "lb.test" })
    socket.on("error", reject).on("close", () => resolve(text))
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part
    })
    socket.write("GET / HTTP/1.1\r\nHost: lb.test\r\nConnection: close\r\n\r\n")
  })
}

/** Counts the different responses. */
export async function tally(url: string, times: number): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  for (let i = 0; i < times; i++) {
    const name = await ask(url)
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** Polls until the condition holds; the time limit allows for a loaded machine. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`it never came: ${what}`)
}
