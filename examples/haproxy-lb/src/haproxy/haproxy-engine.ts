import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Capabilities } from "loadbalancer-interface"
import type { ServiceTraffic } from "../balancer/balancer.ts"
import { type Engine, EngineError } from "../engines/engine.ts"
import { lowestPort } from "../engines/lowest-port.ts"
import { canFrom } from "../plan/can.ts"
import { type Desired, NOTHING } from "../plan/desired.ts"
import { parseDesired } from "../plan/parse-desired.ts"
import { idOf } from "../plan/read-request.ts"
import { configurationOf } from "./config.ts"
import { haproxyFiles } from "./files.ts"
import { findProgram } from "./find-program.ts"
import { HaproxyProcess } from "./haproxy-process.ts"
import { sessionsOf, trafficOf } from "./statistics.ts"
import { ConfigError } from "./words.ts"
import { writePrivate } from "./write-file.ts"

/** HAProxy in master-worker mode, as a process of the charm: its own folder, its own sockets, apart from the machine's other HAProxy. */
export class HaproxyEngine implements Engine {
  readonly name = "haproxy"
  readonly #dir: string
  readonly #program: string | undefined

  /** @param dir of this engine alone; absolute, and short enough for the path of a socket */
  constructor(dir: string, program: string | undefined = findHaproxy()) {
    this.#dir = dir
    this.#program = program
  }

  get missing(): string | undefined {
    return this.#program === undefined
      ? "HAProxy is not installed: run apt-get install haproxy, or set the option engine to embedded"
      : undefined
  }

  get can(): Capabilities {
    return this.#program === undefined ? {} : canFrom(lowestPort())
  }

  get current(): Desired {
    try {
      return parseDesired(readFileSync(this.#files.desired, "utf8"))
    } catch {
      return NOTHING
    }
  }

  async running(): Promise<boolean> {
    return (await this.#process.workers()) !== undefined
  }

  async apply(desired: Desired): Promise<void> {
    const files = this.#files
    mkdirSync(files.tlsDir, { recursive: true, mode: 0o700 })
    const { text, tls } = this.#render(desired)
    for (const [name, content] of tls) writePrivate(join(files.tlsDir, name), content)
    writePrivate(files.nextConfig, text)
    await this.#process.validate(files.nextConfig)
    const before = attempt(() => readFileSync(files.config, "utf8"))
    if (await this.running()) {
      const state = await this.#process.command("show servers state")
      if (state !== undefined) writePrivate(files.serverState, state)
      renameSync(files.nextConfig, files.config)
      try {
        await this.#process.reload()
      } catch (error) {
        if (before !== undefined) writePrivate(files.config, before)
        throw error
      }
    } else {
      rmSync(files.serverState, { force: true })
      writePrivate(files.serverState, "")
      renameSync(files.nextConfig, files.config)
      await this.#process.start()
    }
    // Last: what stands there is what runs, or runs less than it could, which the next hook sees.
    writePrivate(files.desired, JSON.stringify(desired))
    for (const name of readdirSync(files.tlsDir)) if (!tls.has(name)) rmSync(join(files.tlsDir, name))
  }

  async connections(key: string): Promise<number> {
    const answers = await this.#process.statistics()
    return answers.reduce((sum, csv) => sum + sessionsOf(csv, idOf(key)), 0)
  }

  async traffic(): Promise<readonly ServiceTraffic[]> {
    const csv = await this.#process.command("show stat")
    return csv === undefined ? [] : trafficOf(csv, this.current)
  }

  async remove(): Promise<void> {
    await this.#process.end()
    rmSync(this.#dir, { recursive: true, force: true })
  }

  #render(desired: Desired) {
    const { adminSocket, serverState, tlsDir } = this.#files
    try {
      return configurationOf(desired, { adminSocket, serverState, tlsDir, user: workerUser() })
    } catch (error) {
      throw error instanceof ConfigError ? new EngineError(error.message) : error
    }
  }

  get #process(): HaproxyProcess {
    return new HaproxyProcess(this.#program ?? "haproxy", this.#files)
  }

  get #files() {
    return haproxyFiles(this.#dir)
  }
}

/** The path of the program; undefined if there is none. */
export const findHaproxy = (): string | undefined => findProgram("haproxy")

/** Debian's package makes a user for the workers; only root can become somebody else. */
function workerUser(): string | undefined {
  if (process.getuid?.() !== 0) return undefined
  return /^haproxy:/m.test(attempt(() => readFileSync("/etc/passwd", "utf8")) ?? "") ? "haproxy" : undefined
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
