import { mkdirSync } from "node:fs"
import type { Capabilities } from "loadbalancer-interface"
import { BackgroundService, type Host, type Program } from "../background/background-service.ts"
import { contextOf, type ServiceTraffic } from "../balancer/balancer.ts"
import { CONTROL_SOCKET, filesIn } from "../balancer/files.ts"
import { writePrivate } from "../haproxy/write-file.ts"
import { capabilitiesFrom } from "../plan/capabilities.ts"
import type { Desired } from "../plan/desired.ts"
import { COMMON_OPTIONS } from "../plan/options.ts"
import { storedPlan } from "../plan/parse-desired.ts"
import { idOf } from "../plan/read-request.ts"
import { LONG_MS, pause, sendCommand } from "./control.ts"
import type { Blame, Engine, Objection } from "./engine.ts"
import { EngineError } from "./engine-error.ts"
import { lowestPort } from "./lowest-port.ts"
import { parseTraffic } from "./parse-traffic.ts"

const NO_ANSWER = "the balancer does not answer"

/** The charm's own balancer, in a process that continues after the hook. */
export class EmbeddedEngine implements Engine {
  readonly name = "embedded"
  readonly missing = undefined
  readonly #dir: string
  readonly service: BackgroundService

  /**
   * @param dir a folder that only this engine uses
   * @param balancer starts the charm's program as the balancer
   * @param options further arguments of it
   */
  constructor(dir: string, host: Host, balancer: Program, ...options: readonly string[]) {
    this.#dir = dir
    this.service = new BackgroundService(
      dir,
      host,
      "embedded",
      { ...balancer, args: [...balancer.args, dir, ...options] },
      dir,
    )
  }

  get capabilities(): Capabilities {
    return capabilitiesFrom(lowestPort(), COMMON_OPTIONS)
  }

  get current(): Desired {
    return storedPlan(this.#files.desired)
  }

  get configuration(): string {
    return JSON.stringify(this.current.services, (name, value) => (name === "tls" ? undefined : value), 2)
  }

  async running(): Promise<boolean> {
    return (await this.#ask("traffic")) !== undefined
  }

  async check({ services }: Desired): Promise<Objection | undefined> {
    const blamed = new Map<string, Blame>()
    for (const service of services) {
      try {
        contextOf(service)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        blamed.set(service.key, { field: "tlsCert", reason })
      }
    }
    const reason = [...blamed.values()].map((one) => one.reason).join("; ")
    return blamed.size === 0 ? undefined : { reason, blamed }
  }

  async apply(desired: Desired): Promise<void> {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 })
    if (!(await this.running())) await this.#start()
    writePrivate(this.#files.next, JSON.stringify(desired))
    const answer = await this.#ask("apply", LONG_MS)
    if (answer === undefined) throw new EngineError(NO_ANSWER)
    if (!answer.ok) throw new EngineError(answer.error)
    await this.service.start()
  }

  async traffic(): Promise<readonly ServiceTraffic[]> {
    const answer = await this.#ask("traffic")
    return answer?.ok === true ? answer.traffic : []
  }

  async connections(): Promise<ReadonlyMap<string, number> | undefined> {
    const open = new Map<string, number>()
    const answer = await this.#ask("traffic")
    if (answer?.ok !== true) return (await this.service.exists()) ? undefined : open
    for (const { key, connections } of answer.traffic)
      open.set(idOf(key), (open.get(idOf(key)) ?? 0) + connections)
    return open
  }

  async drainBackend(host: string, drained: boolean): Promise<boolean> {
    return (await this.#ask(`${drained ? "drain" : "ready"} ${host}`))?.ok === true
  }

  async #start(): Promise<void> {
    await this.service.end()
    await this.service.start()
    const end = performance.now() + LONG_MS
    while (performance.now() < end) {
      if (await this.running()) return
      const { failure } = this.service
      if (failure !== undefined) throw new EngineError(`the balancer could not be started: ${failure}`)
      await pause(50)
    }
    throw new EngineError(NO_ANSWER)
  }

  async #ask(command: string, timeout?: number) {
    const answer = await sendCommand(this.#dir, CONTROL_SOCKET, command, timeout)
    return answer === undefined ? undefined : parseTraffic(answer)
  }

  get #files() {
    return filesIn(this.#dir)
  }
}
