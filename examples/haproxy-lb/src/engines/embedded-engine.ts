import { spawn } from "node:child_process"
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import type { Capabilities } from "loadbalancer-interface"
import type { ServiceTraffic } from "../balancer/balancer.ts"
import { filesIn } from "../balancer/files.ts"
import { canFrom } from "../plan/can.ts"
import { type Desired, NOTHING } from "../plan/desired.ts"
import { parseDesired } from "../plan/parse-desired.ts"
import { pause, tell } from "./control.ts"
import { type Engine, EngineError } from "./engine.ts"
import { lowestPort } from "./lowest-port.ts"
import { parseTraffic } from "./parse-traffic.ts"

/** A loaded machine takes its time to start a process. */
const STARTS = 300

/** How to start the background process: the charm's own program. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
}

/** The charm's own balancer, in a process that outlives the hook. */
export class EmbeddedEngine implements Engine {
  readonly name = "embedded"
  readonly missing = undefined
  readonly #dir: string
  readonly #program: Program

  /** @param dir of this engine alone */
  constructor(dir: string, program: Program) {
    this.#dir = dir
    this.#program = program
  }

  get can(): Capabilities {
    return canFrom(lowestPort())
  }

  get current(): Desired {
    try {
      return parseDesired(readFileSync(this.#files.desired, "utf8"))
    } catch {
      return NOTHING
    }
  }

  async running(): Promise<boolean> {
    return (await this.#ask("traffic")) !== undefined
  }

  async apply(desired: Desired): Promise<void> {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 })
    await this.#ensureRunning()
    // Also where an earlier hook was killed after it had made the file with other rights.
    rmSync(this.#files.next, { force: true })
    writeFileSync(this.#files.next, JSON.stringify(desired), { mode: 0o600 })
    chmodSync(this.#files.next, 0o600)
    const answer = await this.#ask("apply")
    if (answer === undefined) throw new EngineError("the balancer does not answer")
    if (!answer.ok) throw new EngineError(answer.error)
  }

  async traffic(): Promise<readonly ServiceTraffic[]> {
    const answer = await this.#ask("traffic")
    return answer?.ok === true ? answer.traffic : []
  }

  async connections(key: string): Promise<number> {
    const mine = (await this.traffic()).filter((one) => one.key === key)
    return mine.reduce((sum, { connections }) => sum + connections, 0)
  }

  async remove(): Promise<void> {
    await this.#ask("stop")
    // The other engine may be about to listen in the same places.
    for (let tries = 0; tries < STARTS && (await this.running()); tries++) await pause(50)
    // A process that did not hear it ends when it finds its folder gone.
    rmSync(this.#dir, { recursive: true, force: true })
  }

  async #ensureRunning(): Promise<void> {
    if (await this.running()) return
    const log = openSync(this.#files.log, "a", 0o600)
    const { PATH = "", JUJU_MODEL_UUID = "" } = process.env
    const child = spawn(this.#program.command, [...this.#program.args, this.#dir], {
      detached: true,
      stdio: ["ignore", log, log],
      // Nothing that belongs to this hook only.
      env: { PATH, JUJU_MODEL_UUID },
    })
    let failure: string | undefined
    child.once("error", ({ message }) => {
      failure = message
    })
    child.once("exit", (code) => {
      failure = `it ended with ${code}; ${this.#files.log} says why`
    })
    child.unref()
    closeSync(log)
    for (let tries = 0; tries < STARTS && failure === undefined; tries++) {
      if (await this.running()) return
      await pause(100)
    }
    throw new EngineError(`the balancer could not be started: ${failure ?? "it does not answer"}`)
  }

  async #ask(command: string) {
    const answer = await tell(this.#files.control, command)
    return answer === undefined ? undefined : parseTraffic(answer)
  }

  get #files() {
    return filesIn(this.#dir)
  }
}
