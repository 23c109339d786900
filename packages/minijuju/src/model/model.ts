// Long because a model is one class to its users; each method calls the code of one command.
import { randomUUID } from "node:crypto"
import type { ActionResult } from "../agent/action.ts"
import { checkAction } from "../operator/actions.ts"
import { Addresses } from "../operator/addresses.ts"
import { configure, trust } from "../operator/config.ts"
import { parseConstraints } from "../operator/constraints.ts"
import { addApplication, addUnit, type DeployOptions, unitsToDeploy } from "../operator/deploy.ts"
import { expose, unexpose } from "../operator/exposure.ts"
import { integrate } from "../operator/integrate.ts"
import { setLeader } from "../operator/leadership.ts"
import { LogTail } from "../operator/log-tail.ts"
import {
  addMachine,
  checkPlacement,
  ISOLATE_KEY,
  removeMachineIfEmpty,
  unitsToRemoveWith,
} from "../operator/machines.ts"
import { applyModelConfig, updateStatusInterval } from "../operator/model-config.ts"
import { consume, offer, removeOffer, removeSaas, setSuspended } from "../operator/offers.ts"
import { refreshCharm } from "../operator/refresh.ts"
import { type RelationView, relationViews } from "../operator/relation-view.ts"
import {
  dismissApplication,
  dismissUnit,
  type RemovalOptions,
  removeRelation,
  removeUnit,
} from "../operator/remove.ts"
import { showUnit, type UnitView } from "../operator/show-unit.ts"
import { type ModelStatus, modelStatus } from "../operator/status.ts"
import { addStorageTo, attachStorage, detachStorage, removeStorage } from "../operator/storage.ts"
import {
  addUserSecret,
  grantUserSecret,
  removeUserSecret,
  revokeUserSecret,
  type UserSecretUpdate,
  updateUserSecret,
} from "../operator/user-secrets.ts"
import { removeApplicationIfEmpty } from "../rules/removal.ts"
import type { ConfigValue, ExposedEndpoint } from "../state/application.ts"
import type { InProcessCharm } from "../state/charm.ts"
import { MinijujuError } from "../state/errors.ts"
import { Observer, type TimedEvent } from "../state/events.ts"
import { jujuVersionOf } from "../state/juju-version.ts"
import { getApplication, getUnit, type ModelState, newModelState } from "../state/model-state.ts"
import type { StorageDirective } from "../state/storage.ts"
import { timerDelay } from "../state/timer.ts"
import type { UnitState } from "../state/unit.ts"
import { applyBundle } from "./apply-bundle.ts"
import { Engine, type PersistenceOptions } from "./engine.ts"
import { ModelDir } from "./model-dir.ts"
import type { ModelOptions, SettleOptions } from "./options.ts"
import { connect, disconnect, neighboursOf } from "./peers.ts"
import { type BundlePlan, type PlanOptions, planBundle } from "./plan-bundle.ts"
import {
  attachResources,
  checkAttachedFile,
  checkResourceFiles,
  refuseMissingResources,
} from "./resource-files.ts"
import { errorOfUnits, unitsInError } from "./settled.ts"
import { waitUntil } from "./wait-until.ts"

/** Options of a refresh; all have defaults. */
interface RefreshOptions extends Pick<DeployOptions, "resources" | "release"> {
  /** Replace the charm of units in error, too, before their failed hook is retried. */
  readonly forceUnits?: boolean
}

/** Options of a bundle's deployment; all have defaults. */
export interface BundleOptions extends Omit<PlanOptions, "peer"> {
  /** Models whose offers the bundle may consume: `saas` names them by their URL, `admin/prod.mysql`. */
  readonly models?: readonly Model[]
}

const DEFAULT_TIMEOUT_MS = 120_000

/** @internal Gives the background process access to a model's engine. */
export let engineOf: (model: Model) => Engine
/** @internal Creates a model in a persistent folder, from a new or a saved state. */
export let modelOfState: (
  state: ModelState,
  dir: ModelDir,
  options: ModelOptions & PersistenceOptions,
) => Model

const peerNamed = (models: readonly Model[]) => (name: string) => {
  const found = models.find((model) => model.name === name)
  return found === undefined ? undefined : engineOf(found)
}

/** A running model. Its methods correspond to the commands of `juju`. */
export class Model {
  readonly #engine: Engine
  readonly #addressOf: (machine: number) => string
  readonly #log = new LogTail()
  readonly #updateStatusIntervalMs: number
  readonly #isPersistent: boolean
  #updateStatus: NodeJS.Timeout | undefined

  static {
    engineOf = (model) => model.#engine
    modelOfState = (state, dir, options) => new Model(state, dir, options)
  }

  private constructor(state: ModelState, dir: ModelDir, options: ModelOptions & Partial<PersistenceOptions>) {
    const addresses = new Addresses(options.network)
    this.#addressOf = (machine) => addresses.ofMachine(machine)
    this.#isPersistent = options.save !== undefined
    this.#engine = new Engine(state, new Observer(), dir, options)
    this.#engine.observer.listen((event) => this.#log.take(event))
    this.#updateStatusIntervalMs = options.updateStatusIntervalMs ?? 300_000
    this.#scheduleUpdateStatus()
  }

  #scheduleUpdateStatus(): void {
    clearInterval(this.#updateStatus)
    const interval = updateStatusInterval(this.#engine.state) ?? this.#updateStatusIntervalMs
    if (interval <= 0) return
    const delay = timerDelay(interval * (0.8 + 0.4 * Math.random()))
    this.#updateStatus = setInterval(() => this.updateStatus(), delay)
    this.#updateStatus.unref()
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
    if (options.isolate) this.#engine.machines.checkIsolation()
    const { resources = {} } = options
    return this.#engine.withCharm(charm, async (source) => {
      checkResourceFiles(source, resources)
      return this.#engine.withResources(resources, (contents) => {
        const application = addApplication(this.#engine.state, source, options)
        attachResources(application, contents)
        this.addUnits(application.name, unitsToDeploy(source, options), options)
        return application.name
      })
    })
  }

  /**
   * Deploys a bundle: a YAML file, or a folder or zip archive with a bundle.yaml. Applications, relations and units that exist are
   * kept, and changed where the bundle says something else. Nothing is changed if anything in the bundle is wrong. Resolves to what was
   * done, as `juju deploy` prints it.
   */
  async deployBundle(file: string, options: BundleOptions = {}): Promise<string[]> {
    const { changes } = await this.planBundle(file, options)
    await this.applyBundle(changes, options)
    return changes.flatMap(({ lines }) => lines)
  }

  /** @internal Verifies a bundle and returns what it would do. */
  planBundle(file: string, { models = [], ...options }: BundleOptions = {}): Promise<BundlePlan> {
    this.#engine.checkRunning()
    return planBundle(this.#engine.state, file, { ...options, peer: peerNamed(models) })
  }

  /** @internal Does what a bundle's plan says. */
  applyBundle(
    changes: BundlePlan["changes"],
    { models = [] }: Pick<BundleOptions, "models"> = {},
  ): Promise<void> {
    const added = () => addMachine(this.#engine.state, this.#addressOf).id
    return applyBundle(this.#engine, changes, peerNamed(models), added, (application, machine) => {
      const [name = ""] = this.addUnits(application, 1, machine === undefined ? {} : { to: [machine] })
      return getUnit(this.#engine.state, name).machine
    })
  }

  /** Adds units, on the machines that `to` names, or else on a new machine each. Returns their names. */
  addUnits(applicationName: string, count = 1, { to = [] }: Pick<DeployOptions, "to"> = {}): string[] {
    const { state, observer } = this.#engine
    const next = getApplication(state, applicationName).nextUnit
    checkPlacement(state, to, `acquiring machine to host unit "${applicationName}/${next}"`)
    const names: string[] = []
    for (let i = 0; i < count; i++)
      names.push(addUnit(state, applicationName, this.#addressOf, observer, to[i]).name)
    this.#engine.changed()
    return names
  }

  /** Adds machines without units. Returns their numbers. */
  addMachines(count = 1): string[] {
    const added = Array.from({ length: count }, () => addMachine(this.#engine.state, this.#addressOf).id)
    this.#engine.changed()
    return added
  }

  /** Removes a machine; one with units only with `force`, and then when its units are gone. */
  removeMachine(id: string, options: { readonly force?: boolean } = {}): void {
    const { state } = this.#engine
    for (const unit of unitsToRemoveWith(state, id, options))
      this.#dismissed(dismissUnit(state, unit, options), options)
    removeMachineIfEmpty(state, id)
    this.#engine.changed()
  }

  /**
   * Upgrades an application to another revision of its charm, or to another charm: upgrade-charm and
   * config-changed run on its units. A unit in error upgrades when its failed hook has run; with `forceUnits` its charm
   * is replaced at once, and the retry of the hook runs the new one.
   */
  async refresh(
    applicationName: string,
    charm: string | InProcessCharm,
    { resources = {}, forceUnits = false, release }: RefreshOptions = {},
  ): Promise<void> {
    this.#engine.checkRunning()
    await this.#engine.withCharm(charm, async (source) => {
      checkResourceFiles(source, resources)
      await this.#engine.withResources(resources, (contents) => {
        const application = getApplication(this.#engine.state, applicationName)
        refuseMissingResources(application.charm, source, resources)
        refreshCharm(this.#engine.state, application, source, release)
        attachResources(application, contents)
      })
    })
    this.#engine.changed()
    if (!forceUnits) return
    const units = [...getApplication(this.#engine.state, applicationName).units.keys()]
    await Promise.all(units.map((name) => this.#engine.agent(name)?.replaceCharmInError()))
  }

  /** Supplies a file as the new content of a resource. Units run upgrade-charm and config-changed. */
  async attachResource(applicationName: string, resource: string, path: string): Promise<void> {
    this.#engine.checkRunning()
    checkAttachedFile(getApplication(this.#engine.state, applicationName), resource, path)
    await this.#engine.withResources({ [resource]: path }, (contents) => {
      const application = getApplication(this.#engine.state, applicationName)
      attachResources(application, contents)
      application.charmModified += 1
    })
    this.#engine.changed()
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

  /** Offers endpoints of an application to other models, by default under the application's name. */
  offer(application: string, endpoints: readonly string[], name?: string): void {
    offer(this.#engine.state, application, endpoints, name)
    this.#engine.changed()
  }

  /** Removes an offer. With `force`, also one that is used: its relations end in both models. */
  removeOffer(name: string, { force = false } = {}): void {
    removeOffer(this.#engine.state, name, force, this.#engine.observer)
    this.#engine.changed()
  }

  /**
   * Adds an offer of another model to this one as an application that can be related, by default under the offer's
   * name. Returns the name.
   *
   * @example
   * ```ts
   * offering.offer("mysql", ["database"])
   * consuming.integrate("app", consuming.consume(offering, "mysql"))
   * ```
   */
  consume(offering: Model, offerName: string, alias?: string): string {
    this.#engine.checkRunning()
    const name = consume(this.#engine.state, offering.#engine.state, offerName, alias)
    connect(this.#engine, offering.#engine)
    this.#engine.changed()
    return name
  }

  /** Removes a consumed offer, with its relations. */
  removeSaas(name: string): void {
    removeSaas(this.#engine.state, name, this.#engine.observer)
    this.#engine.changed()
  }

  /** Suspends a relation to an offer of this model: the units of both models run departed and broken. */
  suspendRelation(id: number, reason = ""): void {
    setSuspended(this.#engine.state, id, reason)
    this.#engine.changed()
  }

  /** Resumes a suspended relation: it begins again with created. */
  resumeRelation(id: number): void {
    setSuspended(this.#engine.state, id, undefined)
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

  /** Gives an application access to the cloud's credentials, or takes it. Its units run config-changed. */
  trust(application: string, trusted = true): void {
    trust(getApplication(this.#engine.state, application), trusted)
    this.#engine.changed()
  }

  /** Records that an application's ports may be reached from outside; on this machine they always can be. */
  expose(
    application: string,
    endpoints: readonly string[] = [],
    to: ExposedEndpoint = { spaces: [], cidrs: [] },
  ): void {
    expose(getApplication(this.#engine.state, application), endpoints, to)
    this.#engine.changed()
  }

  /** Takes back `expose`, of some or all endpoints. */
  unexpose(application: string, endpoints: readonly string[] = []): void {
    unexpose(getApplication(this.#engine.state, application), endpoints)
    this.#engine.changed()
  }

  /** Replaces what is demanded of an application's new machines (`["mem=4G"]`), or of all without own demands. */
  setConstraints(constraints: readonly string[], application?: string): void {
    const { state } = this.#engine
    const target = application === undefined ? state : getApplication(state, application)
    target.constraints = parseConstraints(constraints)
    this.#engine.changed()
  }

  /** Sets and resets keys of the model's configuration, as `juju model-config` does. */
  modelConfig(values: Readonly<Record<string, string>>, reset: readonly string[] = []): void {
    const { state, retry } = this.#engine
    if (values[ISOLATE_KEY]?.toLowerCase() === "true") this.#engine.machines.checkIsolation()
    const interval = updateStatusInterval(state)
    applyModelConfig(state, values, reset)
    if (updateStatusInterval(state) !== interval) this.#scheduleUpdateStatus()
    if (this.#engine.retry.enabled !== retry.enabled)
      for (const agent of this.#engine.agents) agent.scheduleRetry()
    this.#engine.changed()
  }

  /**
   * Starts the removal of a unit. Its departed, broken, stop and remove hooks run afterwards. With `force`, a hook
   * that fails does not stop the removal, also one that has failed before. Its storages stay in the model, unless
   * `destroyStorage` is set.
   */
  removeUnit(name: string, options: RemovalOptions = {}): void {
    this.#dismissed(removeUnit(this.#engine.state, name, options), options)
    this.#engine.changed()
  }

  #dismissed(units: readonly UnitState[], { force = false }: RemovalOptions): void {
    if (force) for (const { name } of units) this.#engine.agent(name)?.resolve(false)
  }

  /**
   * Removes an application like `juju remove-application`: its units leave their relations, stop, and are
   * removed.
   */
  removeApplication(name: string, options: RemovalOptions = {}): void {
    const { state, observer } = this.#engine
    dismissApplication(state, name, observer)
    for (const unit of getApplication(state, name).units.values())
      this.#dismissed(dismissUnit(state, unit, options), options)
    removeApplicationIfEmpty(state, name)
    this.#engine.changed()
  }

  /** Creates further storages of a unit, which runs storage-attached for each. Returns their ids. */
  addStorage(unitName: string, storage: string, directive: StorageDirective = {}): string[] {
    const ids = addStorageTo(this.#engine.state, unitName, storage, directive)
    this.#engine.changed()
    return ids
  }

  /** Attaches a detached storage to a unit. */
  attachStorage(unitName: string, id: string): void {
    attachStorage(this.#engine.state, unitName, id)
    this.#engine.changed()
  }

  /** Detaches a storage: its unit runs storage-detaching, and the storage stays in the model. */
  detachStorage(id: string): void {
    detachStorage(this.#engine.state, id)
    this.#engine.changed()
  }

  /** Removes a storage with its content; one that is attached only with `force`. */
  removeStorage(id: string, options: { readonly force?: boolean } = {}): void {
    removeStorage(this.#engine.state, id, options)
    this.#engine.changed()
  }

  /** Adds a secret of the model. Values are in base64. Returns its id. */
  addSecret(name: string, content: ReadonlyMap<string, string>, description = ""): string {
    const id = addUserSecret(this.#engine.state, name, content, description)
    this.#engine.changed()
    return id
  }

  /** Changes a secret of the model, by its URI or name. Units that have read it run secret-changed. */
  updateSecret(uriOrName: string, update: UserSecretUpdate): void {
    updateUserSecret(this.#engine.state, uriOrName, update)
    this.#engine.changed()
  }

  /** Lets applications read a secret of the model. */
  grantSecret(uriOrName: string, applications: readonly string[]): void {
    grantUserSecret(this.#engine.state, uriOrName, applications)
    this.#engine.changed()
  }

  /** Takes the grants of applications back. */
  revokeSecret(uriOrName: string, applications: readonly string[]): void {
    revokeUserSecret(this.#engine.state, uriOrName, applications)
    this.#engine.changed()
  }

  /** Removes a secret of the model, or one of its revisions. */
  removeSecret(uriOrName: string, revision?: number): void {
    removeUserSecret(this.#engine.state, uriOrName, revision)
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

  /**
   * Runs a command line where a unit's hooks run, between two of them, as `juju exec` does. Its writes are committed, whatever its exit code. The
   * results have `stdout`, `stderr` and `return-code`.
   */
  async exec(unitName: string, commandLine: string): Promise<ActionResult> {
    this.#engine.checkRunning()
    getUnit(this.#engine.state, unitName)
    const agent = this.#engine.agent(unitName)
    if (agent === undefined) throw new MinijujuError("not-found", `unit "${unitName}" not found`)
    return agent.queueAction({
      id: String(this.#engine.state.nextOperation++),
      name: "juju-exec",
      params: { command: commandLine },
      commands: commandLine,
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

  /**
   * Resolves when no hook runs and none is left to run, also in the models that this one has relations with. Rejects when
   * units of this model are in error, or on timeout.
   */
  async settle(options: SettleOptions = {}): Promise<void> {
    const settled = () => {
      if (![this.#engine, ...neighboursOf(this.#engine)].every(({ isIdle }) => isIdle)) return false
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
    // A model on disk goes on in the next process.
    if (!this.#isPersistent) disconnect(this.#engine)
    return this.#engine.stop()
  }

  /** Stops the model: `await using model = …`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}
