import {
  type ActionEvent,
  ActiveStatus,
  BlockedStatus,
  CharmBase,
  type CollectStatusEvent,
  type Framework,
  MaintenanceStatus,
  main,
} from "@charmkit/ops"
import { LBConsumers, type ReceivedRequest } from "loadbalancer-interface"
import { runBalancer } from "./balancer/run.ts"
import type { Engine } from "./engines/engine.ts"
import { findHaproxy } from "./haproxy/haproxy-engine.ts"
import { type Plan, plan } from "./plan/plan.ts"
import { keyOf } from "./plan/read-request.ts"
import { requestsOf } from "./plan/requests-of.ts"
import { fillAnswer } from "./unit/answer.ts"
import { type Applied, applyTo } from "./unit/apply.ts"
import { BALANCE, chooseEngine, ENGINES, enginesIn } from "./unit/choose-engine.ts"
import { installHaproxy } from "./unit/install.ts"
import { Peers } from "./unit/peers.ts"

/**
 * Every unit balances all that is asked for; the leader answers. Each hook compares what is asked for with what is balanced, so it does
 * not matter which hooks came before, or whether one of them was cut off.
 */
export class HaproxyLbCharm extends CharmBase {
  readonly lb = new LBConsumers(this, "lb-consumers", {
    followersRead: true,
    capabilities: () => this.#engine?.can ?? {},
    drains: true,
    refuseInvalid: true,
  })
  readonly #peers = new Peers(this)
  readonly #engines = enginesIn(process.cwd())
  #done: { readonly plan: Plan; readonly applied: Applied } | undefined

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.install, this.install)
    const { start, configChanged, upgradeCharm, leaderElected, updateStatus } = this.on
    for (const event of [start, configChanged, upgradeCharm, leaderElected, updateStatus])
      this.observe(event, this.reconcile)
    const units = this.on.relation("units")
    for (const event of [units.created, units.joined, units.changed, units.departed])
      this.observe(event, this.reconcile)
    const consumers = this.on.relation("lb-consumers")
    for (const event of [consumers.changed, consumers.departed, consumers.broken])
      this.observe(event, this.reconcile)
    this.observe(this.on.secretChanged, this.reconcile)
    this.observe(this.on.action("traffic"), this.traffic)
    this.observe(this.on.remove, this.remove)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  async install(): Promise<void> {
    if (this.config.get("engine") === "embedded" || findHaproxy() !== undefined) return
    this.unit.status = new MaintenanceStatus("installing HAProxy")
    const obstacle = await installHaproxy()
    if (obstacle !== undefined) this.log.warning(`HAProxy could not be installed: ${obstacle}`)
  }

  async reconcile(): Promise<void> {
    const engine = this.#engine
    if (engine === undefined || engine.missing !== undefined) return
    for (const other of this.#engines) if (other !== engine) await other.remove()
    const addresses = this.#peers.addresses
    const running = await engine.running()
    const asked = requestsOf(this.lb)
    const made = plan({
      ...asked,
      can: engine.can,
      address: this.#peers.own.bind,
      unitAddresses: addresses.flatMap(({ bind, ingress }) => [bind, ingress]),
      claims: this.#peers.claims,
      before: engine.current,
    })
    const applied = await applyTo(engine, made.desired, running)
    this.#done = { plan: made, applied }
    for (const [key, { port, words }] of applied.obstacles)
      this.log.warning(`The load balancer ${key} cannot listen on port ${port}: ${words}`)
    for (const [key, words] of applied.failed)
      this.log.error(`The load balancer ${key} was not taken: ${words}`)
    const idle = await this.#drained(engine, asked.requests)
    this.#peers.tell(idle)
    const fronts = made.desired.services.flatMap(({ ports }) => ports.map(({ front }) => `${front}/tcp`))
    this.unit.ports.set([...new Set(fronts)])
    if (!this.unit.isLeader()) return
    this.#peers.settle(made.claims)
    for (const request of asked.requests) {
      const key = keyOf(request)
      if (request.drainUntil !== undefined)
        this.lb.sendDrained(request, idle.includes(key) && this.#peers.haveDrained(key))
      else if (
        fillAnswer(request, {
          plan: made,
          applied,
          engine: engine.name,
          addresses,
          publicAddress: this.#publicAddress,
        })
      )
        this.lb.sendResponse(request)
    }
    for (const removed of this.lb.removedRequests) this.lb.revokeResponse(removed)
  }

  async traffic(event: ActionEvent): Promise<void> {
    event.setResults({ services: JSON.stringify((await this.#engine?.traffic()) ?? []) })
  }

  async remove(): Promise<void> {
    for (const engine of this.#engines) await engine.remove()
  }

  collectStatus(event: CollectStatusEvent): void {
    const engine = this.#engine
    if (engine === undefined) {
      event.addStatus(new BlockedStatus(`the option engine has to be one of ${ENGINES.join(", ")}`))
      return
    }
    if (engine.missing !== undefined) {
      event.addStatus(new BlockedStatus(engine.missing))
      return
    }
    // An address that consumers ask for need not be every unit's.
    const obstacles = [...(this.#done?.applied.obstacles.values() ?? [])].filter((one) => !one.foreignAddress)
    const amiss = obstacles.length + (this.#done?.applied.failed.size ?? 0)
    if (amiss > 0) event.addStatus(new BlockedStatus(`${count(amiss)} not served here; the log says why`))
    // The operator may have left the choice to us, but would like to know what it depends on.
    const wanting = this.#engines.flatMap(({ missing }) => (missing === undefined ? [] : [`; ${missing}`]))
    const because = this.config.get("engine") === "auto" ? wanting.join("") : ""
    event.addStatus(
      new ActiveStatus(`${count(engine.current.services.length)} by ${ENGINE_NAMES[engine.name]}${because}`),
    )
  }

  /** Keys of requests that are being drained and have no connections in this unit. */
  async #drained(engine: Engine, requests: readonly ReceivedRequest[]): Promise<readonly string[]> {
    const idle: string[] = []
    for (const request of requests) {
      if (request.drainUntil === undefined) continue
      const key = keyOf(request)
      if ((await engine.connections(key)) === 0) idle.push(key)
    }
    return idle
  }

  get #engine(): Engine | undefined {
    return chooseEngine(this.config.get("engine"), this.#engines)
  }

  get #publicAddress(): string {
    const configured = this.config.get("public-address")
    return typeof configured === "string" ? configured : ""
  }
}

const ENGINE_NAMES = { haproxy: "HAProxy", embedded: "the embedded balancer" } as const
const count = (number: number): string => `${number} load balancer${number === 1 ? "" : "s"}`

const [, , role, dir] = process.argv
if (role === BALANCE && dir !== undefined) void runBalancer(dir)
else main(HaproxyLbCharm)
