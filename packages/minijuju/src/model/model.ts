// Long because it is the list of an operator's verbs, a few lines each.
import { randomUUID } from "node:crypto"
import { cpus } from "node:os"
import type { ActionResult } from "../agent/action.ts"
import { killLeftovers } from "../agent/process-tree.ts"
import { JUJU_RETRY, type RetryStrategy } from "../agent/retry.ts"
import type { AgentRuntime } from "../agent/runtime.ts"
import { Slots } from "../agent/slots.ts"
import { UnitAgent } from "../agent/unit-agent.ts"
import { openArchive, unpackArchive } from "../charm/archive.ts"
import type { Charm, InProcessCharm } from "../charm/charm.ts"
import { checkAction } from "../operator/actions.ts"
import { Addresses } from "../operator/addresses.ts"
import { applyConfig, checkConfig } from "../operator/config.ts"
import { deployable } from "../operator/deployable.ts"
import { addRelation, findRelation } from "../operator/integrate.ts"
import { ensureLeader, moveLeadership } from "../operator/leadership.ts"
import { LogTail } from "../operator/log-tail.ts"
import { refreshCharm } from "../operator/refresh.ts"
import { describeUnfinished, errorOfUnits, unitsInError } from "../operator/settled.ts"
import { showUnit, type UnitView } from "../operator/show-unit.ts"
import { type ModelStatus, modelStatus } from "../operator/status.ts"
import { leaveScope, removeIfEmpty } from "../rules/hook-done.ts"
import { type ConfigValue, newApplication } from "../state/application.ts"
import { getApplication, getUnit, type ModelState, relationsOf } from "../state/model-state.ts"
import { isPeer, newRelation, type RelationState, relationKey } from "../state/relation.ts"
import { newUnit, type UnitState } from "../state/unit.ts"
import { MinijujuError } from "./errors.ts"
import { Observer, type TimedEvent } from "./events.ts"
import { JUJU_VERSION } from "./juju-version.ts"
import { ModelDir } from "./model-dir.ts"

export interface ModelOptions {
  /** The model's name; default `default`. */
  readonly name?: string
  /** Where the model's folder is made; default the system's folder for temporary files. */
  readonly dir?: string
  /** First three numbers of the units' addresses, `127.A.B`; default chosen at random. */
  readonly network?: string
  /** A hook that runs longer is killed with its children and counts as failed; default 5 minutes. */
  readonly hookTimeLimitMs?: number
  /** What happens after a failed hook; default Juju's (5 s, doubling, up to 5 min). */
  readonly retry?: Partial<RetryStrategy>
  /** How many charm processes may run at once; default twice the number of cores. */
  readonly parallelHooks?: number
  /** Time between update-status hooks of an idle unit, ±20 %; default 5 minutes, 0 turns them off. */
  readonly updateStatusIntervalMs?: number
}

export interface DeployOptions {
  /** The application's name; default the charm's. */
  readonly name?: string
  readonly units?: number
  readonly config?: Readonly<Record<string, ConfigValue>>
}

export interface SettleOptions {
  readonly timeoutMs?: number
  /** Settle although units are in error (they wait for their retry); default false: then settle rejects. */
  readonly allowErrors?: boolean
}

const DEFAULT_TIMEOUT_MS = 120_000

/** A running model: a controller's operator would reach the same verbs through the `juju` command. */
export class Model {
  readonly #state: ModelState
  readonly #observer = new Observer()
  readonly #dir: ModelDir
  readonly #addresses: Addresses
  readonly #runtime: AgentRuntime
  readonly #agents = new Map<string, UnitAgent>()
  readonly #unpacked = new Map<string, readonly string[]>()
  readonly #log = new LogTail()
  readonly #watchers = new Set<() => void>()
  readonly #updateStatus: NodeJS.Timeout | undefined
  #stopping = false
  #stopped: Promise<void> | undefined
  #kickScheduled = false
  #nextAction = 1

  private constructor(dir: ModelDir, options: ModelOptions) {
    this.#dir = dir
    this.#addresses = new Addresses(options.network)
    this.#state = {
      name: options.name ?? "default",
      uuid: randomUUID(),
      controller: "minijuju",
      jujuVersion: JUJU_VERSION,
      created: new Date(),
      applications: new Map(),
      relations: new Map(),
      nextRelation: 0,
      nextMachine: 0,
    }
    this.#observer.listen((event) => this.#log.take(event))
    this.#runtime = this.#makeRuntime(options)
    const interval = options.updateStatusIntervalMs ?? 300_000
    this.#updateStatus =
      interval > 0
        ? setInterval(() => this.updateStatus(), interval * (0.8 + 0.4 * Math.random()))
        : undefined
    this.#updateStatus?.unref()
    process.once("exit", this.#lastMoment)
  }

  /** Starts an empty model. End it with `stop()` (or `await using`), which leaves nothing behind. */
  static async start(options: ModelOptions = {}): Promise<Model> {
    return new Model(await ModelDir.make(options.dir), options)
  }

  get name(): string {
    return this.#state.name
  }

  get uuid(): string {
    return this.#state.uuid
  }

  /** Hears everything that happens from now on. Returns the function that ends it. */
  listen(listener: (event: TimedEvent) => void): () => void {
    return this.#observer.listen(listener)
  }

  /** Deploys a packed charm (path of a `.charm`) or a charm that runs in this process. Resolves to the application's name. */
  async deploy(charm: string | InProcessCharm, options: DeployOptions = {}): Promise<string> {
    this.#checkRunning()
    const source = typeof charm === "string" ? await this.#openCharm(charm) : charm
    this.#checkRunning()
    const name = deployable(this.#state, source, options)
    const application = newApplication(name, source)
    for (const [key, value] of checkConfig(application, options.config ?? {}))
      application.config.set(key, value)
    this.#state.applications.set(name, application)
    for (const endpoint of Object.values(source.spec.metadata.endpoints)) {
      if (endpoint.role === "peers")
        this.#addRelation((id) => newRelation(id, [{ ...endpoint, application: name }]))
    }
    this.addUnits(name, options.units ?? 1)
    return name
  }

  /** Adds units, each on a machine and loopback address of its own. Returns their names. */
  addUnits(applicationName: string, count = 1): string[] {
    const application = getApplication(this.#state, applicationName)
    const names: string[] = []
    for (let i = 0; i < count; i++) {
      const machine = this.#state.nextMachine++
      const unit = newUnit({
        application: applicationName,
        number: application.nextUnit++,
        machine: String(machine),
        address: this.#addresses.ofMachine(machine),
        charmRevision: application.charmRevision,
      })
      application.units.set(unit.name, unit)
      this.#agents.set(unit.name, new UnitAgent(this.#runtime, unit))
      this.#observer.emit({ type: "unit-added", unit: unit.name })
      names.push(unit.name)
    }
    ensureLeader(application, this.#observer)
    this.#runtime.changed()
    return names
  }

  /** Gives an application another revision of its charm (or another charm): upgrade-charm and config-changed run on its units. */
  async refresh(applicationName: string, charm: string | InProcessCharm): Promise<void> {
    this.#checkRunning()
    const source = typeof charm === "string" ? await this.#openCharm(charm) : charm
    this.#checkRunning()
    refreshCharm(this.#state, getApplication(this.#state, applicationName), source)
    this.#runtime.changed()
  }

  /** Relates two applications: `app` or `app:endpoint`. Returns the relation's id. */
  integrate(a: string, b: string): number {
    this.#checkRunning()
    const relation = addRelation(this.#state, a, b)
    this.#observer.emit({ type: "relation-added", relationId: relation.id, relation: relationKey(relation) })
    this.#runtime.changed()
    return relation.id
  }

  removeRelation(a: string, b: string): void {
    this.#dismiss(findRelation(this.#state, a, b))
    this.#runtime.changed()
  }

  /** Sets and resets options; config-changed runs only where a value differs. */
  config(
    application: string,
    values: Readonly<Record<string, ConfigValue>>,
    reset: readonly string[] = [],
  ): void {
    const target = getApplication(this.#state, application)
    applyConfig(target, checkConfig(target, values), reset)
    this.#runtime.changed()
  }

  /** Starts the removal of a unit: departed, broken, stop, remove, in its own time. */
  removeUnit(name: string): void {
    const unit = getUnit(this.#state, name)
    if (unit.life !== "alive") return
    unit.life = "dying"
    this.#runtime.changed()
    // A leader keeps its place until the hook it is in has ended, as with a lease: its writes still count.
    void this.#agents.get(name)?.idle.then(() => {
      const application = this.#state.applications.get(unit.application)
      if (application !== undefined) ensureLeader(application, this.#observer)
      this.#runtime.changed()
    })
  }

  removeApplication(name: string): void {
    const application = getApplication(this.#state, name)
    application.life = "dying"
    for (const relation of relationsOf(this.#state, name)) if (!isPeer(relation)) this.#dismiss(relation)
    for (const unit of application.units.values()) this.removeUnit(unit.name)
    this.#removeIfEmpty(name)
    this.#runtime.changed()
  }

  /** Moves leadership between two hooks of the old leader, as a lease would; `now` does it in the middle of one. */
  async setLeader(unitName: string, options: { now?: boolean } = {}): Promise<void> {
    const unit = getUnit(this.#state, unitName)
    const application = getApplication(this.#state, unit.application)
    if (unit.life !== "alive")
      throw new MinijujuError("bad-argument", `unit "${unitName}" is being removed and cannot lead`)
    const old = application.leader === undefined ? undefined : this.#agents.get(application.leader)
    if (!options.now) await old?.idle
    this.#checkRunning()
    moveLeadership(application, unitName, this.#observer)
    this.#runtime.changed()
  }

  /** Goes on after a failed hook: runs it again, or (`retry: false`) counts it as done. */
  resolve(unitName: string, options: { retry?: boolean } = {}): void {
    const unit = getUnit(this.#state, unitName)
    if (unit.pending?.state !== "error")
      throw new MinijujuError("bad-argument", `unit "${unitName}" is not in an error state`)
    this.#agents.get(unitName)?.resolve(options.retry ?? true)
  }

  /** Runs an action and resolves to its result; a failed action is a result, not a rejection. */
  async runAction(
    unitName: string,
    action: string,
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<ActionResult> {
    this.#checkRunning()
    const unit = getUnit(this.#state, unitName)
    const checked = await checkAction(getApplication(this.#state, unit.application), action, params)
    const agent = this.#agents.get(unitName)
    if (agent === undefined) throw new MinijujuError("not-found", `unit "${unitName}" not found`)
    const id = String(this.#nextAction++)
    return agent.queueAction({
      id,
      name: action,
      params: checked,
      results: new Map(),
      log: [],
      failure: undefined,
    })
  }

  /** Lets update-status run on every unit as soon as it is idle. */
  updateStatus(): void {
    for (const { unit } of this.#agents.values()) unit.updateStatusDue = true
    this.#runtime.changed()
  }

  status(): ModelStatus {
    return modelStatus(this.#state)
  }

  showUnit(name: string): UnitView {
    return showUnit(this.#state, getUnit(this.#state, name))
  }

  /** The last lines a unit has logged, newest last. */
  logTail(unitName: string): readonly string[] {
    return this.#log.of(unitName)
  }

  /** Resolves when no hook runs and none is left to run. Rejects when units are in error, or when it takes too long. */
  async settle(options: SettleOptions = {}): Promise<void> {
    await this.waitFor(
      "the model to settle",
      () => {
        if ([...this.#agents.values()].some(({ busy }) => busy) || this.#kickScheduled) return false
        const errors = unitsInError(this.#agents.values())
        if (errors.length > 0 && !options.allowErrors)
          throw errorOfUnits(this.#state, errors, this.#log.all())
        return ![...this.#agents.values()].some(({ unit }) => unit.pending?.state === "held")
      },
      options.timeoutMs,
    )
  }

  /** Resolves when `reached` is true of the status; asked again after everything that happens. */
  waitFor(
    what: string,
    reached: (status: ModelStatus) => boolean,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer)
        this.#watchers.delete(look)
        settle()
      }
      const look = () => {
        try {
          if (this.#stopping)
            throw new MinijujuError("stopped", `the model was stopped while waiting for ${what}`)
          if (reached(this.status())) end(resolve)
        } catch (error) {
          end(() => reject(error))
        }
      }
      const timer = setTimeout(() => {
        const now = describeUnfinished(this.#state, this.#agents.values())
        end(() =>
          reject(
            new MinijujuError(
              "timeout",
              `timed out after ${timeoutMs / 1000} s waiting for ${what}; now: ${now}`,
            ),
          ),
        )
      }, timeoutMs)
      this.#watchers.add(look)
      look()
    })
  }

  /** Ends the model: hooks are killed, what they left running too, and the model's folder is removed. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #stop(): Promise<void> {
    this.#stopping = true
    clearInterval(this.#updateStatus)
    await Promise.all([...this.#agents.values()].map((agent) => agent.stop()))
    this.#notify()
    killLeftovers("JUJU_MODEL_UUID", this.#state.uuid)
    this.#dir.remove()
    process.off("exit", this.#lastMoment)
  }

  /** When this process ends without stop(): no process and no folder may stay. */
  readonly #lastMoment = (): void => {
    for (const agent of this.#agents.values()) agent.killNow()
    killLeftovers("JUJU_MODEL_UUID", this.#state.uuid)
    this.#dir.remove()
  }

  async #openCharm(path: string): Promise<Charm> {
    const { spec } = await openArchive(path)
    return { kind: "packed", spec, archive: await this.#dir.keepArchive(path) }
  }

  #makeRuntime(options: ModelOptions): AgentRuntime {
    const isStopping = () => this.#stopping
    return {
      state: this.#state,
      observer: this.#observer,
      slots: new Slots(options.parallelHooks ?? Math.max(2, cpus().length * 2)),
      retry: { ...JUJU_RETRY, ...options.retry },
      hookTimeLimitMs: options.hookTimeLimitMs ?? 300_000,
      get stopping() {
        return isStopping()
      },
      place: (unit) => this.#dir.place(unit),
      unpack: (unit) => this.#unpack(unit),
      changed: () => this.#changed(),
      unitGone: (unit) => this.#unitGone(unit),
    }
  }

  async #unpack(unit: UnitState): Promise<void> {
    const { charm } = getApplication(this.#state, unit.application)
    if (charm.kind !== "packed") return
    const archive = await openArchive(charm.archive)
    const paths = await unpackArchive(archive, this.#dir.charmDir(unit.name), this.#unpacked.get(unit.name))
    this.#unpacked.set(unit.name, paths)
  }

  /** Agents are asked once per turn of the event loop, however much has changed in it. */
  #changed(): void {
    if (this.#kickScheduled || this.#stopping) return
    this.#kickScheduled = true
    setImmediate(() => {
      this.#kickScheduled = false
      for (const agent of this.#agents.values()) agent.kick()
      this.#notify()
    })
  }

  #notify(): void {
    for (const look of [...this.#watchers]) look()
  }

  #addRelation(make: (id: number) => RelationState): RelationState {
    const relation = make(this.#state.nextRelation++)
    this.#state.relations.set(relation.id, relation)
    return relation
  }

  #dismiss(relation: RelationState): void {
    if (isPeer(relation)) throw new MinijujuError("bad-argument", "a relation must involve two applications")
    if (relation.life === "dying") return
    relation.life = "dying"
    this.#observer.emit({
      type: "relation-removed",
      relationId: relation.id,
      relation: relationKey(relation),
    })
    removeIfEmpty(this.#state, relation)
  }

  #unitGone(unit: UnitState): void {
    unit.life = "dead"
    for (const relation of relationsOf(this.#state, unit.application))
      leaveScope(this.#state, unit, relation.id)
    getApplication(this.#state, unit.application).units.delete(unit.name)
    this.#agents.delete(unit.name)
    this.#dir.removeUnit(unit.name)
    this.#observer.emit({ type: "unit-removed", unit: unit.name })
    this.#removeIfEmpty(unit.application)
  }

  #removeIfEmpty(name: string): void {
    const application = this.#state.applications.get(name)
    if (application === undefined || application.life !== "dying" || application.units.size > 0) return
    for (const relation of relationsOf(this.#state, name)) {
      relation.life = "dying"
      removeIfEmpty(this.#state, relation)
    }
    this.#state.applications.delete(name)
  }

  #checkRunning(): void {
    if (this.#stopping) throw new MinijujuError("stopped", "the model has been stopped")
  }
}
