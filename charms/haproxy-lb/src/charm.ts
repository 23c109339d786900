import {
  type ActionEvent,
  ActiveStatus,
  BlockedStatus,
  CharmBase,
  type CollectStatusEvent,
  type Framework,
  MaintenanceStatus,
  main,
  WaitingStatus,
} from "@charmkit/ops"
import { HealthReports, LBConsumers, ReceivedOptions, type ReceivedRequest } from "loadbalancer-interface"
import { runBalancer } from "./balancer/run.ts"
import type { Charm } from "./charmcraft.d.ts"
import type { Engine } from "./engines/engine.ts"
import { findHaproxy } from "./haproxy/haproxy-engine.ts"
import { ALLOWED_OPTION } from "./plan/address-policy.ts"
import { plan } from "./plan/plan.ts"
import { idOf, keyOf, relationOf } from "./plan/read-request.ts"
import { requestsOf } from "./plan/requests-of.ts"
import { fillAnswer } from "./unit/answer.ts"
import { type Applied, applyTo, NOTHING_APPLIED } from "./unit/apply.ts"
import { BALANCE, chooseEngine, ENGINES, enginesIn } from "./unit/choose-engine.ts"
import { describeDead, describeExpired, healthOf, testBackend } from "./unit/health.ts"
import { installHaproxy } from "./unit/install.ts"
import { maxConnections } from "./unit/max-connections.ts"
import { Metrics } from "./unit/metrics.ts"
import { Peers } from "./unit/peers.ts"
import { type ReadPolicy, readPolicy } from "./unit/policy.ts"
import { resolveHosts } from "./unit/resolve-hosts.ts"
import { withTlsChecks } from "./unit/tls-checks.ts"

/**
 * Every unit balances all requests; the leader writes the responses. Each hook compares the requests with the current configuration of the
 * engine, so the result depends neither on earlier hooks nor on whether one of them was killed.
 */
export class HaproxyLbCharm extends CharmBase<Charm> {
  readonly lb = new LBConsumers(this, "lb-consumers", {
    followersRead: true,
    capabilities: () => this.#engine?.capabilities ?? {},
    drains: true,
    refuseInvalid: true,
  })
  readonly #options = new ReceivedOptions(
    this,
    "lb-consumers",
    () => this.#engine?.capabilities.options ?? [],
  )
  readonly #health = new HealthReports(this, "lb-consumers")
  readonly #peers = new Peers(this)
  readonly #metrics = new Metrics(this)
  readonly #engines = this.engines()
  #applied = NOTHING_APPLIED

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
    const metrics = this.on.relation("metrics-endpoint")
    for (const event of [metrics.created, metrics.broken]) this.observe(event, this.reconcile)
    this.observe(this.on.secretChanged, this.reconcile)
    this.observe(this.on.action("traffic"), this.traffic)
    this.observe(this.on.action("show-config"), this.showConfig)
    this.observe(this.on.action("drain-backend"), this.drainBackend)
    this.observe(this.on.action("test-backend"), this.testBackend)
    this.observe(this.on.remove, this.remove)
    this.observe(this.on.collectUnitStatus, this.collectStatus)
  }

  /** For tests that run hooks in their own process. */
  protected engines(): readonly Engine[] {
    return enginesIn(process.cwd())
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
    for (const other of this.#engines) if (other !== engine) await other.service.remove()
    const addresses = this.#peers.addresses
    const read = this.#policy
    if (!read.ok) return
    const running = await engine.running()
    const asked = requestsOf(this.lb)
    const made = plan({
      ...asked,
      capabilities: engine.capabilities,
      address: this.#peers.own.bind,
      unitAddresses: addresses.flatMap(({ bind, ingress }) => [bind, ingress]),
      policy: read.policy,
      resolved: await resolveHosts(asked.requests),
      maxConnections: (ports) => maxConnections(this.config.get("max-connections"), ports),
      claims: this.#peers.claims,
      before: engine.current,
      options: new Map(asked.requests.map((request) => [keyOf(request), this.#options.of(request)])),
    })
    const checked = await withTlsChecks(made.desired, engine.current, running ? await engine.traffic() : [])
    const { place } = this.#metrics
    const desired = { ...checked, metrics: place }
    const applied = await applyTo(engine, desired, running)
    this.#applied = applied
    this.#warn(applied)
    if (applied.failure !== undefined) this.log.error(`The configuration was not changed: ${applied.failure}`)
    const idle = await this.#drained(engine, asked.requests)
    this.#peers.publish(idle)
    this.#metrics.publish(place, engine.current.metrics)
    const fronts = desired.services.flatMap(({ ports }) => ports.map(({ front }) => `${front}/tcp`))
    this.unit.ports.set([...new Set(fronts)])
    if (!this.unit.isLeader()) return
    this.#peers.publishClaims(made.claims)
    for (const request of asked.requests) {
      const key = keyOf(request)
      if (request.drainUntil !== undefined)
        this.lb.sendDrained(request, idle.includes(key) && this.#peers.haveDrained(key))
      else if (
        fillAnswer(request, {
          plan: made,
          desired,
          applied,
          engine: engine.name,
          addresses,
          publicAddress: this.#publicAddress,
        })
      )
        this.lb.sendResponse(request)
    }
    for (const removed of this.lb.removedRequests) this.lb.revokeResponse(removed)
    await this.#reportHealth(engine, asked.requests)
  }

  /** Each message is a hook tool call. */
  #warn({ obstacles, blamed }: Applied): void {
    const messages = [
      ...[...obstacles].map(([key, { port, reason }]) => `${key} cannot listen on port ${port}: ${reason}`),
      ...[...blamed].map(([key, { reason }]) => `${key} is rejected by the engine: ${reason}`),
    ]
    for (const one of messages.slice(0, LOGGED)) this.log.warning(`The load balancer ${one}`)
    if (messages.length > LOGGED)
      this.log.warning(`${messages.length - LOGGED} more load balancers are not served here as requested`)
  }

  async #reportHealth(engine: Engine, requests: readonly ReceivedRequest[]): Promise<void> {
    const traffic = new Map((await engine.traffic()).map((one) => [one.key, one]))
    for (const request of requests) {
      const one = traffic.get(keyOf(request))
      if (one !== undefined) this.#health.report(request, healthOf(one))
    }
  }

  async traffic(event: ActionEvent): Promise<void> {
    const services = (await this.#engine?.traffic()) ?? []
    // The id is a part of the names of proxies in the metrics.
    const named = services.map((one) => ({ ...one, id: idOf(one.key), name: this.#nameOf(one.key) }))
    event.setResults({ services: JSON.stringify(named) })
  }

  showConfig(event: ActionEvent): void {
    event.setResults({ config: this.#engine?.configuration ?? "" })
  }

  async drainBackend(event: ActionEvent): Promise<void> {
    const { backend, ready } = event.params
    if ((await this.#engine?.drainBackend(String(backend), ready !== true)) !== true)
      event.fail("no load balancer has this backend")
  }

  async testBackend(event: ActionEvent): Promise<void> {
    const results = await testBackend(this.#engine?.current.services ?? [], String(event.params.backend))
    event.setResults({ services: JSON.stringify(results) })
  }

  async remove(): Promise<void> {
    for (const engine of this.#engines) await engine.service.remove()
  }

  async collectStatus(event: CollectStatusEvent): Promise<void> {
    const engine = this.#engine
    if (engine === undefined) {
      event.addStatus(new BlockedStatus(`the option engine has to be one of ${ENGINES.join(", ")}`))
      return
    }
    if (engine.missing !== undefined) {
      event.addStatus(new BlockedStatus(engine.missing))
      return
    }
    const read = this.#policy
    const wrong = read.ok ? this.#metrics.problem : read.reason
    if (wrong !== undefined) event.addStatus(new BlockedStatus(wrong))
    const { obstacles, blamed, noMetrics, failure } = this.#applied
    const balancer = ENGINE_NAMES[engine.name]
    if (failure !== undefined)
      event.addStatus(new BlockedStatus(`${balancer} could not be changed; the log says why`))
    const { services } = engine.current
    const traffic = await engine.traffic()
    if (services.length > 0 && traffic.length === 0)
      event.addStatus(new BlockedStatus(`${balancer} does not run; the log says why`))
    const nameOf = (key: string) => this.#nameOf(key)
    const problem = describeDead(traffic, nameOf) ?? describeExpired(services, nameOf)
    if (problem !== undefined) event.addStatus(new WaitingStatus(problem))
    // A request that the engine rejects concerns its consumer, so it does not block the charm. A requested address that belongs to another
    // machine is not counted: not every unit must have it.
    const unheard = [...obstacles.values()].filter((one) => !one.foreignAddress)
    const unserved = unheard.length + blamed.size
    const why = unheard[0] === undefined ? "" : `: port ${unheard[0].port}: ${unheard[0].reason}`
    const notes = unserved > 0 ? [`${unserved} not served here as requested${why} (see the log)`] : []
    const least = Math.min(
      ...services.flatMap(({ options, maxConnections }) =>
        options?.maxConnections === undefined ? [maxConnections] : [],
      ),
    )
    if (least < FEW_CONNECTIONS)
      notes.push(
        `only ${least} connections for some: raise max-connections or the machine's limit of open files`,
      )
    if (noMetrics !== undefined) notes.push(`metrics are not served: ${noMetrics}`)
    // With engine=auto the charm chooses. The status names what is missing for the other engine.
    if (this.config.get("engine") === "auto")
      notes.push(...this.#engines.flatMap(({ missing }) => (missing === undefined ? [] : [missing])))
    const served = `${count(services.length)} by ${balancer}`
    event.addStatus(new ActiveStatus([served, ...notes].join("; ")))
  }

  /** Keys of requests that are being drained and have no connections in this unit. */
  async #drained(engine: Engine, requests: readonly ReceivedRequest[]): Promise<readonly string[]> {
    const keys = requests.flatMap((one) => (one.drainUntil === undefined ? [] : [keyOf(one)]))
    if (keys.length === 0) return []
    const open = await engine.connections()
    if (open === undefined) return []
    return keys.filter((key) => (open.get(idOf(key)) ?? 0) === 0)
  }

  /** For the operator: the consumer and the name of its request. */
  #nameOf(key: string): string {
    const relation = this.model.relations("lb-consumers").find(({ id }) => id === relationOf(key))
    return key.replace(/^\d+/, relation?.app?.name ?? "$&")
  }

  get #engine(): Engine | undefined {
    return chooseEngine(this.config.get("engine"), this.#engines)
  }

  get #policy(): ReadPolicy {
    return readPolicy(this.config.get(ALLOWED_OPTION), this.#peers.addresses, this.#publicAddress)
  }

  get #publicAddress(): string {
    return this.config.get("public-address")
  }
}

/** Maximum number of load balancers that a hook names in the log. */
const LOGGED = 20
/** A share of the connections with which a load balancer hardly serves anybody. */
const FEW_CONNECTIONS = 10
const ENGINE_NAMES = { haproxy: "HAProxy", embedded: "the embedded balancer" } as const
const count = (number: number): string => `${number} load balancer${number === 1 ? "" : "s"}`

const [, , role, dir, handshake] = process.argv
if (role === BALANCE && dir !== undefined) void runBalancer(dir, handshake)
else main(HaproxyLbCharm)
