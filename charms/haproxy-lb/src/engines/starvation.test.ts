import { connect, type Socket } from "node:net"
import { describe, expect, test } from "vitest"
import { ENGINES, Rig } from "../../testing/engines.ts"
import { ask, servers, until } from "../../testing/servers.ts"

const ATTACKERS = 100
/** Each attacker causes more than one connection: the service forwards it to itself again and again. */
const LOOPED = 3 * ATTACKERS
const TIMEOUT_MS = 5_000
const REQUESTS = 20

/** Clients that reconnect whenever their connection is closed. */
class Attackers implements Disposable {
  readonly #port: number
  readonly #host: string
  readonly #sockets = new Set<Socket>()
  #going = true

  constructor(host: string, port: number, count: number) {
    this.#host = host
    this.#port = port
    for (let i = 0; i < count; i++) this.#connect()
  }

  [Symbol.dispose](): void {
    this.#going = false
    for (const socket of this.#sockets) socket.destroy()
  }

  #connect(): void {
    if (!this.#going) return
    const socket = connect(this.#port, this.#host)
    this.#sockets.add(socket)
    socket.on("error", () => socket.destroy()).resume()
    socket.on("close", () => {
      this.#sockets.delete(socket)
      setTimeout(() => this.#connect(), 20)
    })
  }
}

describe.each(ENGINES)("$name", ({ name, absent, make }) => {
  test.skipIf(absent)("a service that forwards to itself uses up no connections of another one", async () => {
    await using rig = new Rig(make)
    await using one = await servers(1)
    const loop = { backends: [rig.address], ports: [{ front: 20081, back: 20081 }] }
    const services = [
      rig.service({ key: "1/loop", mode: "tcp", ...loop }),
      rig.service({ key: "2/good", mode: "tcp", backends: one.map(({ host }) => host) }),
    ]
    await rig.engine.apply({ services })
    using _attackers = new Attackers(rig.address, 20081, ATTACKERS)
    await until("a loop", async () => (await rig.connections("1/loop")) > LOOPED)
    const outcomes = await Promise.all(
      Array.from({ length: REQUESTS }, () =>
        Promise.race([
          ask(rig.url()).catch(String),
          new Promise<string>((resolve) => setTimeout(() => resolve("no answer"), TIMEOUT_MS)),
        ]),
      ),
    )
    const connections = await rig.connections("1/loop")
    const answered = outcomes.filter((outcome) => outcome === "s0").length
    console.log(
      `${name}: the loop has ${connections} connections; ${answered} of ${REQUESTS} requests to the other service are answered`,
    )
    expect(answered).toBe(REQUESTS)
    expect(connections).toBeLessThanOrEqual(1_000)
  })
})
