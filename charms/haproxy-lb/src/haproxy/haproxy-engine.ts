import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Capabilities } from "loadbalancer-interface"
import type { BackgroundService, Host } from "../background/background-service.ts"
import type { ServiceTraffic } from "../balancer/balancer.ts"
import type { Blame, Engine, Objection } from "../engines/engine.ts"
import { EngineError } from "../engines/engine-error.ts"
import { lowestPort } from "../engines/lowest-port.ts"
import { capabilitiesFrom } from "../plan/capabilities.ts"
import type { Desired } from "../plan/desired.ts"
import { storedPlan } from "../plan/parse-desired.ts"
import { type Configuration, configurationOf, type Settings, serverNames } from "./config.ts"
import { haproxyFiles } from "./files.ts"
import { findProgram } from "./find-program.ts"
import { ConfigError } from "./format.ts"
import { HaproxyProcess } from "./haproxy-process.ts"
import { sessionsOf, trafficOf } from "./statistics.ts"
import { writePrivate } from "./write-file.ts"

/**
 * HAProxy in master-worker mode, as a process of the charm, with its own folder and sockets, separate from any other HAProxy on the
 * machine.
 */
export class HaproxyEngine implements Engine {
  readonly name = "haproxy"
  readonly service: BackgroundService
  readonly #dir: string
  readonly #program: string | undefined
  readonly #process: HaproxyProcess
  readonly #settings: Settings
  /** The last valid configuration: `check` and `apply` of one hook get the same. */
  #valid = ""

  /**
   * @param dir a folder that only this engine uses; absolute
   */
  constructor(dir: string, host: Host, settings: Settings = {}) {
    this.#dir = dir
    this.#program = findHaproxy()
    this.#process = new HaproxyProcess(dir, this.#program ?? "haproxy", host)
    this.service = this.#process.service
    this.#settings = { user: workerUser(), ...settings }
  }

  get missing(): string | undefined {
    return this.#program === undefined
      ? "HAProxy is not installed: run apt-get install haproxy, or set the option engine to embedded"
      : undefined
  }

  get capabilities(): Capabilities {
    return this.#program === undefined ? {} : capabilitiesFrom(lowestPort())
  }

  get current(): Desired {
    return storedPlan(this.#files.desired)
  }

  get configuration(): string {
    return attempt(() => readFileSync(this.#files.config, "utf8")) ?? ""
  }

  async running(): Promise<boolean> {
    return (await this.#process.workers()) !== undefined
  }

  async check(desired: Desired): Promise<Objection | undefined> {
    const made = this.#render(desired)
    return typeof made === "string" ? { reason: made, blamed: new Map() } : this.#objection(made)
  }

  async apply(desired: Desired): Promise<void> {
    const files = this.#files
    const made = this.#render(desired)
    const reason = typeof made === "string" ? made : (await this.#objection(made))?.reason
    if (typeof made === "string" || reason !== undefined)
      throw new EngineError(`the configuration is not valid: ${reason}`)
    const before = this.configuration
    if (await this.running()) {
      const state = await this.#process.command("show servers state")
      if (state !== undefined) writePrivate(files.serverState, state)
      writeFiles(this.#dir, made)
      await this.#reload(before, removedServers(this.current, desired, await this.traffic()))
    } else {
      await this.service.end()
      writeFiles(this.#dir, made)
      writePrivate(files.serverState, "")
      await this.#process.start()
    }
    // Written last: if the hook is killed before, the file still describes the old plan, and the next hook applies the new one again.
    writePrivate(files.desired, JSON.stringify(desired))
    for (const name of readdirSync(files.tlsDir)) if (!made.tls.has(name)) rmSync(join(files.tlsDir, name))
    await this.service.start()
  }

  async connections(): Promise<ReadonlyMap<string, number> | undefined> {
    const answers = await this.#process.statistics()
    return answers && sessionsOf(answers)
  }

  async drainBackend(host: string, drained: boolean): Promise<boolean> {
    const servers = this.current.services.flatMap(serverNames).filter((name) => name.endsWith(`/${host}`))
    await this.#process.setServers(servers, drained ? "drain" : "ready")
    return servers.length > 0
  }

  async traffic(): Promise<readonly ServiceTraffic[]> {
    const csv = await this.#process.command("show stat")
    return csv === undefined ? [] : trafficOf(csv, this.current)
  }

  async #objection(made: Configuration): Promise<Objection | undefined> {
    if (made.text === this.#valid) return undefined
    const { checkDir } = this.#files
    rmSync(checkDir, { recursive: true, force: true })
    try {
      writeFiles(checkDir, made)
      const reason = await this.#process.validate(checkDir)
      if (reason !== undefined) return { reason, blamed: blamedIn(reason, made) }
      this.#valid = made.text
      return undefined
    } finally {
      rmSync(checkDir, { recursive: true, force: true })
    }
  }

  /**
   * @param before the running configuration
   * @param removed servers that get no new requests of clients that stay connected to the old worker
   */
  async #reload(before: string, removed: readonly string[]): Promise<void> {
    await this.#process.setServers(removed, "maint")
    try {
      await this.#process.reload()
    } catch (error) {
      await this.#process.setServers(removed, "ready")
      if (before !== "") writePrivate(this.#files.config, before)
      throw error
    }
  }

  /** The configuration, or the reason why a value must not be written to it. */
  #render(desired: Desired): Configuration | string {
    try {
      return configurationOf(desired, this.#settings)
    } catch (error) {
      if (error instanceof ConfigError) return error.message
      throw error
    }
  }

  get #files() {
    return haproxyFiles(this.#dir)
  }
}

/** The path of HAProxy's program; undefined if there is none. */
export const findHaproxy = (): string | undefined => findProgram("haproxy")

function writeFiles(dir: string, { text, tls }: Configuration): void {
  const { tlsDir, config } = haproxyFiles(dir)
  mkdirSync(tlsDir, { recursive: true, mode: 0o700 })
  for (const [name, content] of tls) writePrivate(join(tlsDir, name), content)
  writePrivate(config, text)
}

/** The servers that leave a section of which a living server remains: without one, clients of the old worker would get 503. */
function removedServers(
  before: Desired,
  { services }: Desired,
  traffic: readonly ServiceTraffic[],
): readonly string[] {
  const remaining = new Set(services.flatMap(serverNames))
  const health = new Map(traffic.map(({ key, backends }) => [key, backends]))
  return before.services.flatMap((service) => {
    const living = health.get(service.key)?.filter(({ live }) => live) ?? []
    return serverNames(service).filter((name) => {
      const section = name.slice(0, name.indexOf("/"))
      return !remaining.has(name) && living.some(({ host }) => remaining.has(`${section}/${host}`))
    })
  })
}

/** HAProxy's messages name the line that they reject: `parsing [haproxy.cfg:28] : …`. */
function blamedIn(reason: string, { serviceAt }: Configuration): ReadonlyMap<string, Blame> {
  const blamed = new Map<string, Blame>()
  for (const [said, line] of reason.matchAll(/parsing \[[^\]]*:(\d+)\] : [^;]*/g)) {
    const service = serviceAt(Number(line))
    if (service === undefined || blamed.has(service.key)) continue
    blamed.set(service.key, { field: /\bSSL\b|\.pem\b/.test(said) ? "tlsCert" : undefined, reason: said })
  }
  return blamed
}

/** Debian's package creates a user for the workers; only root can switch to it. */
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
