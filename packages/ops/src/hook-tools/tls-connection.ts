import { readFileSync } from "node:fs"
import type { MessagePort } from "node:worker_threads"
import {
  type AgentConnection,
  AgentSocketError,
  closedByAgent,
  noAnswer,
  unreachable,
} from "./agent-connection.ts"
import { builtIn } from "./built-in.ts"
import { milliseconds } from "./clock.ts"
import { TLS_WORKER, type TlsNews } from "./tls-worker.ts"

export interface TlsAgent {
  /** `host:port`, an IPv6 address in brackets. */
  readonly address: string
  /** PEM file with the authority that must have signed the agent's certificate; no other is trusted. */
  readonly caFile: string
  /** The name that must stand in the certificate: the application's. */
  readonly serverName: string
}

/**
 * A TLS connection to the unit agent, for the containers of podspec charms (Juju 2.9 and 3.x). Node.js has no synchronous
 * TLS, so a thread of its own keeps the connection and this one sleeps until there is news. Only charms that are told
 * to use TLS pay for the thread.
 */
export class TlsConnection implements AgentConnection {
  readonly #wake = new Int32Array(new SharedArrayBuffer(4))
  readonly #news: MessagePort
  readonly #receive: (port: MessagePort) => { message: TlsNews } | undefined
  readonly #timeoutMs: number
  #ended: AgentSocketError | undefined

  /** @throws AgentSocketError if the agent cannot be reached, or is not who the authority says it is */
  constructor(agent: TlsAgent, timeoutMs: number) {
    const options = { ...hostAndPort(agent.address), servername: agent.serverName, ca: readCa(agent.caFile) }
    const threads: typeof import("node:worker_threads") = builtIn("node:worker_threads")
    const { port1, port2 } = new threads.MessageChannel()
    // execArgv: what this process was started with is not for a thread that only moves bytes.
    const worker = new threads.Worker(TLS_WORKER, {
      eval: true,
      execArgv: [],
      workerData: { options, news: port2, wake: this.#wake },
      transferList: [port2],
    })
    worker.unref()
    // Whatever it is, the thread has told it as news; nobody listening would end the charm.
    worker.on("error", () => undefined)
    this.#news = port1
    this.#news.unref()
    this.#receive = (port) => threads.receiveMessageOnPort(port)
    this.#timeoutMs = timeoutMs
    this.#expect("connected")
  }

  send(bytes: Uint8Array): void {
    if (this.#ended !== undefined) throw this.#ended
    // A copy of its own, which the thread can take over: the bytes may lie in a buffer that others use.
    const copy = new Uint8Array(bytes)
    this.#news.postMessage(copy, [copy.buffer])
  }

  receive(): Uint8Array {
    return this.#expect("data").bytes
  }

  close(): void {
    this.#news.close()
  }

  #expect<K extends "connected" | "data">(kind: K): Extract<TlsNews, { kind: K }> {
    const news = this.#next()
    if (isOf(news, kind)) return news
    this.#ended = news.kind === "error" ? unreachable(news.reason, undefined) : closedByAgent()
    throw this.#ended
  }

  #next(): TlsNews {
    if (this.#ended !== undefined) throw this.#ended
    const until = milliseconds() + this.#timeoutMs
    for (;;) {
      // Looked at before the messages: news that comes in between wakes the wait at once.
      const seen = Atomics.load(this.#wake, 0)
      const news = this.#receive(this.#news)
      if (news !== undefined) return news.message
      const left = until - milliseconds()
      if (left <= 0) throw noAnswer(this.#timeoutMs)
      Atomics.wait(this.#wake, 0, seen, left)
    }
  }
}

function isOf<K extends TlsNews["kind"]>(news: TlsNews, kind: K): news is Extract<TlsNews, { kind: K }> {
  return news.kind === kind
}

function hostAndPort(address: string): { host: string; port: number } {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(address) ?? []
  if (host === undefined) throw new AgentSocketError(`the unit agent's address "${address}" is not host:port`)
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) }
}

function readCa(file: string): string {
  let text: string
  try {
    text = readFileSync(file, "utf8")
  } catch (error) {
    throw new AgentSocketError(`the file of JUJU_AGENT_CA_CERT, ${file}, cannot be read`, { cause: error })
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text
  throw new AgentSocketError(`the file of JUJU_AGENT_CA_CERT, ${file}, holds no certificate`)
}
