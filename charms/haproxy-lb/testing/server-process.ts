import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { until } from "./servers.ts"

const PROGRAM = `
const { createServer } = require("node:http")
const [host, name, backlog] = process.argv.slice(1)
const place = { port: 20001, host, backlog: Number(backlog) }
createServer((_, response) => response.end(name)).listen(place, () => console.log(host))
process.stdin.resume().on("end", () => process.exit())
`

/** A web server in a process of its own, which answers while a hook keeps the test's process busy, and can be stopped. */
export class ServerProcess implements AsyncDisposable {
  readonly name = "process"
  readonly host: string
  readonly #child: ChildProcess
  readonly #clients: Socket[] = []

  private constructor(host: string, backlog: number) {
    this.host = host
    const words = ["-e", PROGRAM, host, this.name, String(backlog)]
    this.#child = spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] })
  }

  /** @param backlog how many connections the system accepts before the process does */
  static async start(backlog = 4_096): Promise<ServerProcess> {
    const random = () => 2 + Math.floor(Math.random() * 250)
    const one = new ServerProcess(`127.${random()}.${random()}.7`, backlog)
    if (one.#child.stdout !== null) await once(one.#child.stdout, "data")
    return one
  }

  /** From now on the system accepts as many connections as the backlog has, and nothing answers. */
  async freeze(): Promise<void> {
    this.#child.kill("SIGSTOP")
    const state = () => readFileSync(`/proc/${this.#child.pid}/stat`, "utf8").split(") ")[1]?.[0]
    await until("the stop of the server", () => state() === "T")
  }

  /** Freezes it and takes all places of its backlog: the system drops further connections without an answer. */
  async block(): Promise<void> {
    await this.freeze()
    for (let count = 0; count < 8; count++)
      this.#clients.push(connect(20001, this.host).on("error", () => undefined))
    const [first] = this.#clients
    if (first !== undefined) await once(first, "connect")
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy()
    const ended = once(this.#child, "close")
    this.#child.kill("SIGKILL")
    await ended
  }
}
