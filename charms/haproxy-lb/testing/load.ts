import { Agent, get } from "node:http"
import { get as getOverTls, Agent as TlsAgent } from "node:https"
import { HeldConnections } from "./servers.ts"

/** Clients of several kinds that send requests continuously, each one after the other, until they are ended. */
export class Load implements AsyncDisposable {
  readonly #failures: string[] = []
  readonly #answered: Record<string, number>
  readonly #loops: readonly Promise<void>[]
  #going = true

  /** @param kinds name to a function that sends one request and rejects if it is not answered with the status 200 */
  constructor(kinds: Readonly<Record<string, () => Promise<unknown>>>) {
    this.#answered = Object.fromEntries(Object.keys(kinds).map((name) => [name, 0]))
    this.#loops = Object.entries(kinds).map(([name, send]) => this.#loop(name, send))
  }

  /** Number of answered requests by kind. */
  get answered(): Readonly<Record<string, number>> {
    return this.#answered
  }

  /** Waits until each kind has been answered so many times more, or a request fails. */
  async more(times: number): Promise<void> {
    const goals = Object.entries(this.#answered).map(([name, count]) => [name, count + times] as const)
    const missing = () => goals.some(([name, goal]) => (this.#answered[name] ?? 0) < goal)
    while (missing() && this.#failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  /** @returns the reasons of failed requests */
  async end(): Promise<readonly string[]> {
    this.#going = false
    await Promise.all(this.#loops)
    return this.#failures
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
  }

  async #loop(name: string, send: () => Promise<unknown>): Promise<void> {
    while (this.#going) {
      await send().then(
        () => {
          this.#answered[name] = (this.#answered[name] ?? 0) + 1
        },
        (error) => this.#failures.push(`${name}: ${error}`),
      )
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
}

/** A client that keeps its connection as long as the server does. @param ca the trusted certificate, for https */
export function keptAlive(url: string, ca?: string): () => Promise<void> {
  const agent = ca === undefined ? new Agent({ keepAlive: true }) : new TlsAgent({ keepAlive: true, ca })
  return () =>
    new Promise((resolve, reject) => {
      const options = { agent, ...(ca === undefined ? {} : { servername: "lb.test" }) }
      const request = (ca === undefined ? get : getOverTls)(url, options, (response) => {
        response.on("error", reject).resume()
        response.on("end", () => {
          if (response.statusCode === 200) resolve()
          else reject(new Error(`status ${response.statusCode}`))
        })
      })
      request.on("error", reject)
    })
}

/** A client that sends all its requests on one connection. */
export async function oneConnection(host: string, port: number) {
  const held = new HeldConnections()
  await held.hold(host, port, 1)
  const send = async () => {
    if ((await held.stillAnswered()) !== 1) throw new Error("the connection has ended")
  }
  return Object.assign(send, { [Symbol.asyncDispose]: () => held[Symbol.asyncDispose]() })
}
