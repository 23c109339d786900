// Long because a model is one class to its users; each method calls the code of one command.
import { randomUUID } from "node:crypto"
import type { ActionResult } from "../agent/action.ts"
import { checkAction } from "../operator/actions.ts"
import { Addresses } from "../operator/addresses.ts"
import { configure } from "../operator/config.ts"
import { addApplication, addUnit, type DeployOptions } from "../operator/deploy.ts"
import { integrate } from "../operator/integrate.ts"
import { setLeader } from "../operator/leadership.ts"
import { LogTail } from "../operator/log-tail.ts"
import { refreshCharm } from "../operator/refresh.ts"
import { type RelationView, relationViews } from "../operator/relation-view.ts"
import { dismissApplication, removeRelation, removeUnit } from "../operator/remove.ts"
import { showUnit, type UnitView } from "../operator/show-unit.ts"
import { type ModelStatus, modelStatus } from "../operator/status.ts"
import { removeApplicationIfEmpty } from "../rules/removal.ts"
import type { ConfigValue } from "../state/application.ts"
import type { InProcessCharm } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import { Observer, type TimedEvent } from "../state/events.ts"
import { jujuVersionOf } from "../state/juju-version.ts"
import { getApplication, getUnit, type ModelState, newModelState } from "../state/model-state.ts"
import { Engine, type PersistenceOptions } from "./engine.ts"
import { ModelDir } from "./model-dir.ts"
import type { ModelOptions, SettleOptions } from "./options.ts"
import { errorOfUnits, unitsInError } from "./settled.ts"
import { waitUntil } from "./wait-until.ts"

const DEFAULT_TIMEOUT_MS = 120_000

/** Gives the background process access to a model's engine. Not exported by the package. */
export let engineOf: (model: Model) => Engine
/** Creates a model in a persistent folder, from a new or a saved state. */
export let modelOfState: (
  state: ModelState,
  dir: ModelDir,
  options: ModelOptions & PersistenceOptions,
) => Model

/** A running model. Its methods correspond to the commands of `juju`. */
export class Model {
  readonly #engine: Engine
  readonly #addresses: Addresses
  readonly #log = new LogTail()
  readonly #updateStatus: NodeJS.Timeout | undefined

  static {
    engineOf = (model) => model.#engine
    modelOfState = (state, dir, options) => new Model(state, dir, options)
  }

  private constructor(state: ModelState, dir: ModelDir, options: ModelOptions & Partial<PersistenceOptions>) {
    this.#addresses = new Addresses(options.network)
    this.#engine = new Engine(state, new Observer(), dir, options)
    this.#engine.observer.listen((event) => this.#log.take(event))
    const interval = options.updateStatusIntervalMs ?? 300_000
    if (interval > 0) {
      this.#updateStatus = setInterval(() => this.updateStatus(), interval * (0.8 + 0.4 * Math.random()))
      this.#updateStatus.unref()
    }
  }

  /** Starts an empty model. End it with `stop()` (or `await using`), which removes all its processes and files. */
  static async start(options: ModelOptions = {}): Promise<Model> {
    const uuid = randomUUID()
    const state = newModelState({
      name: options.name ?? "default",
      uuid,
      jujuVersion: jujuVersionOf(options.juju),
    })
    return new Model(state, await ModelDir.make(uuid, options.dir, state.jujuVersion), options)
  }

  /** The model's name, as `juju models` shows it. */
  get name(): string {
    return this.#engine.state.name
  }

  /** The model's UUID, unique to this model. */
  get uuid(): string {
    return this.#engine.state.uuid
  }

  /** Calls `listener` for every event from now on. Returns a function that removes it. */
  listen(listener: (event: TimedEvent) => void): () => void {
    return this.#engine.observer.listen(listener)
  }

  /**
   * Deploys a packed charm (path of a `.charm`), or a charm that runs inside this process. Resolves to the
   * application's name.
   */
  async deploy(charm: string | InProcessCharm, options: DeployOptions = {}): Promise<string> {
    this.#engine.checkRunning()
    const source = typeof charm === "string" ? await this.#engine.openCharm(charm) : charm
    const { name } = addApplication(this.#engine.state, source, options)
    this.addUnits(name, options.units ?? 1)
    return name
  }

  /** Adds units, each with its own machine and loopback address. Returns their names. */
  addUnits(applicationName: string, count = 1): string[] {
    const { state, observer } = this.#engine
    const addressOf = (machine: number) => this.#addresses.ofMachine(machine)
    getApplication(state, applicationName)
    const names: string[] = []
    for (let i = 0; i < count; i++) {
      const unit = addUnit(state, applicationName, addressOf, observer)
      this.#engine.addUnit(unit)
      names.push(unit.name)
    }
    this.#engine.changed()
    return names
  }

  /**
   * Upgrades an application to another revision of its charm, or to another charm: upgrade-charm and
   * config-changed run on its units. A unit in error upgrades when its failed hook has run; with `forceUnits` its charm
   * is replaced at once, and the retry of the hook runs the new one.
   */
  async refresh(
    applicationName: string,
    charm: string | InProcessCharm,
    { forceUnits = false } = {},
  ): Promise<void> {
    this.#engine.checkRunning()
    const source = typeof charm === "string" ? await this.#engine.openCharm(charm) : charm
    const application = getApplication(this.#engine.state, applicationName)
    refreshCharm(this.#engine.state, application, source)
    this.#engine.changed()
    if (!forceUnits) return
    const units = [...application.units.keys()]
    await Promise.all(units.map((name) => this.#engine.agent(name)?.replaceCharmInError()))
  }

  /** Relates two applications: `app` or `app:endpoint`. Returns the relation's id. */
  integrate(a: string, b: string): number {
    this.#engine.checkRunning()
    const { id } = integrate(this.#engine.state, a, b, this.#engine.observer)
    this.#engine.changed()
    return id
  }

  /**
   * Removes a relation like `juju remove-relation`: the units of both sides run their departed and broken
   * hooks.
   */
  removeRelation(a: string, b: string): void {
    removeRelation(this.#engine.state, a, b, this.#engine.observer)
    this.#engine.changed()
  }

  /** Sets and resets options. config-changed runs only if a value differs. */
  config(
    application: string,
    values: Readonly<Record<string, ConfigValue>>,
    reset: readonly string[] = [],
  ): void {
    configure(this.#engine.state, application, values, reset)
    this.#engine.changed()
  }

  /**
   * Starts the removal of a unit. Its departed, broken, stop and remove hooks run afterwards. With `force`, a hook
   * that fails does not stop the removal, also one that has failed before.
   */
  removeUnit(name: string, { force = false } = {}): void {
    const unit = removeUnit(this.#engine.state, name)
    if (force) unit.ignoresFailures = true
    if (force) this.#engine.agent(name)?.resolve(false)
    this.#engine.changed()
  }

  /**
   * Removes an application like `juju remove-application`: its units leave their relations, stop, and are
   * removed.
   */
  removeApplication(name: string, options: { readonly force?: boolean } = {}): void {
    dismissApplication(this.#engine.state, name, this.#engine.observer)
    const { units } = getApplication(this.#engine.state, name)
    for (const unit of units.values()) this.removeUnit(unit.name, options)
    removeApplicationIfEmpty(this.#engine.state, name)
    this.#engine.changed()
  }

  /** Moves leadership between two hooks of the old leader, as Juju's lease does. With `now`, also during a hook. */
  async setLeader(unitName: string, options: { now?: boolean } = {}): Promise<void> {
    const { state, observer } = this.#engine
    const { leader } = getApplication(state, getUnit(state, unitName).application)
    if (!options.now && leader !== undefined) await this.#engine.agent(leader)?.idle
    this.#engine.checkRunning()
    setLeader(state, unitName, observer)
    this.#engine.changed()
  }

  /** Continues after a failed hook: retries it, or (`retry: false`) marks it as done. */
  resolve(unitName: string, options: { retry?: boolean } = {}): void {
    const unit = getUnit(this.#engine.state, unitName)
    if (unit.pending?.state !== "error")
      throw new MinijujuError("bad-argument", `unit "${unitName}" is not in an error state`)
    this.#engine.agent(unitName)?.resolve(options.retry ?? true)
  }

  /** Runs an action and resolves to its result. A failed action resolves as well. */
  async runAction(
    unitName: string,
    action: string,
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<ActionResult> {
    this.#engine.checkRunning()
    const unit = getUnit(this.#engine.state, unitName)
    const checked = await checkAction(
      this.#engine.state,
      getApplication(this.#engine.state, unit.application),
      action,
      params,
    )
    const agent = this.#engine.agent(unitName)
    if (agent === undefined) throw new MinijujuError("not-found", `unit "${unitName}" not found`)
    const id = String(this.#engine.state.nextOperation++)
    return agent.queueAction({
      id,
      name: action,
      params: checked,
      results: new Map(),
      log: [],
      failure: undefined,
    })
  }

  /** Schedules update-status on every unit; it runs when the unit is idle. */
  updateStatus(): void {
    for (const { unit } of this.#engine.agents) unit.updateStatusDue = true
    this.#engine.changed()
  }

  /** Returns the status in the shape of `juju status --format json`. */
  status(): ModelStatus {
    return modelStatus(this.#engine.state)
  }

  /** Returns a unit in the shape of `juju show-unit --format json`. */
  showUnit(name: string): UnitView {
    return showUnit(this.#engine.state, getUnit(this.#engine.state, name))
  }

  /**
   * Returns an application's relations to other applications, with the databags of both sides, also those that
   * `juju show-unit` of the emulated Juju does not show.
   */
  relations(application: string): readonly RelationView[] {
    return relationViews(this.#engine.state, application)
  }

  /** Returns a unit's last failures and log lines of level WARNING or higher, newest last. */
  logTail(unitName: string): readonly string[] {
    return this.#log.of(unitName)
  }

  /** Resolves when no hook runs and none is left to run. Rejects when units are in error, or on timeout. */
  async settle(options: SettleOptions = {}): Promise<void> {
    const settled = () => {
      if (!this.#engine.isIdle) return false
      const failed = unitsInError(this.#engine.agents)
      if (failed.length > 0 && !options.allowErrors) {
        throw errorOfUnits(this.#engine.state, failed, this.#log.all())
      }
      return true
    }
    // This check does not build the status: in a large model, doing that after each hook would take longer than
    // the hooks.
    await waitUntil(this.#engine, "the model to settle", settled, options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  }

  /**
   * Resolves when `reached` returns true for the status. It is called now and after each change.
   * @throws MinijujuError `timeout` (its message says what each unit does) or `stopped`, and whatever `reached`
   * throws
   */
  waitFor(
    what: string,
    reached: (status: ModelStatus) => boolean,
    timeoutMs = DEFAULT_TIMEOUT_MS,
  ): Promise<void> {
    return waitUntil(this.#engine, what, () => reached(this.status()), timeoutMs)
  }

  /** Stops the model: kills hooks and the processes they left running, and deletes the model's folder. */
  stop(): Promise<void> {
    clearInterval(this.#updateStatus)
    return this.#engine.stop()
  }

  /** Stops the model: `await using model = …`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}
