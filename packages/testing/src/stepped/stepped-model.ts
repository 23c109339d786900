// Long because a stepped model is one class to its users. hook-run.ts runs a hook, due.ts chooses the next one.
import { randomUUID } from "node:crypto"
import type { DeployOptions, InProcessCharm, RelationView } from "minijuju"
import {
  addApplication,
  addUnit,
  betweenHooks,
  type ConfigValue,
  configure,
  describeHook,
  ensureLeader,
  getApplication,
  getUnit,
  integrate,
  isObsolete,
  type JujuSeries,
  jujuVersionOf,
  type ModelState,
  mayLeave,
  newModelState,
  Observer,
  relationIds,
  relationViews,
  removeRelation,
  removeUnit,
  setLeader,
  takeUpHook,
  type UnitState,
  unitGone,
  unitsToDeploy,
} from "minijuju/state-transition"
import type { StatusOf } from "../state-transition/state.ts"
import { statusOf } from "../state-transition/state-of.ts"
import { dueHook, type Late } from "./due.ts"
import { type ExecutedHook, runHook } from "./hook-run.ts"

/** Number of failures of the same hook, with no other hook to run, after which `settle` gives up. */
const MAX_REPEATED_FAILURES = 5

/** A hook that has ended. */
export interface EndedHook {
  readonly unit: string
  /** As in `juju status`: `db-relation-changed hook for mysql/0`. */
  readonly hook: string
  readonly outcome: "ok" | "failed" | "killed"
  /** Why it failed: `exit status 1`, and the logged errors. */
  readonly reason?: string
}

/** How a hook is run. */
export interface StepOptions {
  /** Changes that have not reached the unit's agent yet. */
  readonly late?: readonly Late[]
  /** Kills the hook's process after this number of hook tool calls; the hook runs again later. */
  readonly killAfter?: number
}

/** Options of `settle`. */
export interface StepsToRest {
  /** Chooses the next of the waiting units, by index. Default: the first. */
  readonly pick?: (waiting: number) => number
  /** Maximum number of hooks. Default 500. */
  readonly limit?: number
}

/**
 * Several charms in one process, with any number of units, in which a hook runs only when the test starts it. It allows any order and any
 * delay that Juju allows. Charms, hooks and databags behave as in `Model`; nothing depends on time or chance.
 */
export class SteppedModel {
  /** Every ended hook, oldest first. */
  readonly ended: EndedHook[] = []
  readonly #observer = new Observer()
  readonly #running = new Map<string, ExecutedHook>()
  readonly #model: ModelState

  /** Creates an empty model; by default of the Juju that the variable `MINIJUJU_JUJU` names, or 3.6. */
  constructor({ juju }: { readonly juju?: JujuSeries } = {}) {
    const jujuVersion = jujuVersionOf(juju)
    this.#model = newModelState({ name: "stepped", uuid: randomUUID(), jujuVersion })
  }

  /** Deploys a charm class (`inProcess(…)`). Returns the application's name. */
  deploy(charm: InProcessCharm, options: DeployOptions = {}): string {
    const { name } = addApplication(this.#model, charm, options)
    for (let i = 0; i < unitsToDeploy(charm, options); i += 1) this.addUnit(name)
    return name
  }

  /** Adds a unit and returns its name. The application's first unit becomes its leader. */
  addUnit(applicationName: string): string {
    const addressOf = (machine: number) => `198.51.${100 + Math.floor(machine / 250)}.${(machine % 250) + 1}`
    return addUnit(this.#model, applicationName, addressOf, this.#observer).name
  }

  /** Starts the removal of a unit, which then has hooks to run. A leader stays leader until its current hook has ended. */
  removeUnit(name: string): void {
    removeUnit(this.#model, name)
    this.#tidy()
  }

  /** Relates two applications: `app` or `app:endpoint`. Returns the relation's id. */
  integrate(a: string, b: string): number {
    const { id } = integrate(this.#model, a, b, this.#observer)
    this.#tidy()
    return id
  }

  /** Like `juju remove-relation`. */
  removeRelation(a: string, b: string): void {
    removeRelation(this.#model, a, b, this.#observer)
    this.#tidy()
  }

  /** Sets options of an application. */
  config(applicationName: string, values: Readonly<Record<string, ConfigValue>>): void {
    configure(this.#model, applicationName, values)
  }

  /** Moves leadership at once, also during a hook, as when a lease expires. */
  setLeader(unitName: string): void {
    setLeader(this.#model, unitName, this.#observer)
    this.#tidy()
  }

  /**
   * Restarts the unit's agent between two hooks. A real agent then no longer knows the other side of its relations: `relation-broken` has
   * no remote application, and runs for peer relations, too, when the unit is removed.
   */
  restartAgent(unitName: string): void {
    getUnit(this.#model, unitName).agentRestarted = true
  }

  /** Schedules update-status for the unit, to run when no other hook is due. */
  updateStatus(unitName: string): void {
    getUnit(this.#model, unitName).updateStatusDue = true
  }

  /** The units of an application, including those that are being removed. */
  units(applicationName: string): readonly string[] {
    return [...getApplication(this.#model, applicationName).units.keys()]
  }

  /** Whether the unit is not being removed. */
  isAlive(unitName: string): boolean {
    return getUnit(this.#model, unitName).life === "alive"
  }

  /** The options that were set for an application, without defaults. */
  options(applicationName: string): Readonly<Record<string, ConfigValue>> {
    return Object.fromEntries(getApplication(this.#model, applicationName).config)
  }

  /** The name of the leader; undefined while there is none. */
  leader(applicationName: string): string | undefined {
    return getApplication(this.#model, applicationName).leader
  }

  /** The units with a running hook, whose writes are not committed yet. */
  get running(): readonly string[] {
    return [...this.#running.keys()]
  }

  /** The units that have a hook to run and no running hook. */
  get waiting(): readonly string[] {
    return this.#units()
      .filter((unit) => !this.#isBusy(unit) && dueHook(this.#model, unit) !== undefined)
      .map(({ name }) => name)
  }

  /** The unit's next hook; undefined if there is none. */
  next(unitName: string, late: readonly Late[] = []): string | undefined {
    const hook = dueHook(this.#model, getUnit(this.#model, unitName), late)
    return hook === undefined ? undefined : describeHook(hook)
  }

  /** Runs the unit's next hook completely. @returns false if it has none */
  async step(unitName: string, options: StepOptions = {}): Promise<boolean> {
    if (!(await this.begin(unitName, options))) return false
    if (options.killAfter === undefined) this.end(unitName)
    else this.kill(unitName)
    return true
  }

  /** Runs the code of a unit's next hook; `end()` commits its writes. @returns false if it has none */
  async begin(unitName: string, { late = [], killAfter }: StepOptions = {}): Promise<boolean> {
    const unit = getUnit(this.#model, unitName)
    if (this.#running.has(unitName)) throw new Error(`${unitName} is in a hook: end() or kill() it first`)
    if (this.#isBusy(unit))
      throw new Error(`${unitName} must wait: another unit on machine ${unit.machine} is in a hook`)
    const hook = dueHook(this.#model, unit, late)
    if (hook === undefined) return false
    takeUpHook(unit, hook).state = "held"
    const limit = killAfter ?? Number.POSITIVE_INFINITY
    this.#running.set(unitName, await runHook(this.#model, this.#observer, unit, hook, limit))
    return true
  }

  /** Ends the unit's running hook: commits its writes, or marks the hook as failed, so that it runs again. */
  end(unitName: string): void {
    const { run, unit } = this.#take(unitName)
    const reason = run.commit()
    if (reason !== undefined) this.#again(unit, 1)
    const outcome = reason === undefined ? { outcome: "ok" as const } : { outcome: "failed" as const, reason }
    this.ended.push({ unit: unitName, hook: describeHook(run.hook), ...outcome })
    this.#tidy()
  }

  /** Kills the unit's running hook: drops the writes that Juju keeps until the commit. The hook runs again. */
  kill(unitName: string): void {
    const { run, unit } = this.#take(unitName)
    this.#again(unit, 0)
    this.ended.push({ unit: unitName, hook: describeHook(run.hook), outcome: "killed" })
    this.#tidy()
  }

  /**
   * Ends every running hook and runs hooks until none is due.
   * @throws Error if the limit is exceeded or the same hook fails repeatedly; the message lists the last hooks
   */
  async settle({ pick = () => 0, limit = 500 }: StepsToRest = {}): Promise<void> {
    for (const unit of this.running) this.end(unit)
    for (let count = 0; ; count += 1) {
      const { waiting } = this
      const unit = waiting[pick(waiting.length)] ?? waiting[0]
      if (unit === undefined) return
      if (count === limit)
        throw new Error(`not settled after ${limit} hooks; the last were\n${this.#last(10)}`)
      await this.step(unit)
      if (this.#failures(unit) >= MAX_REPEATED_FAILURES)
        throw new Error(`the same hook fails repeatedly:\n${this.#last(1)}`)
    }
  }

  /** The status that the unit's charm has set. */
  status(unitName: string): StatusOf {
    return statusOf(getUnit(this.#model, unitName).workloadStatus)
  }

  /** The relations between an application and others, including those that are being removed. */
  relations(applicationName: string): readonly RelationView[] {
    return relationViews(this.#model, applicationName)
  }

  #units(): UnitState[] {
    return [...this.#model.applications.values()].flatMap(({ units }) => [...units.values()])
  }

  /** A machine runs one hook at a time. */
  #isBusy({ machine }: UnitState): boolean {
    return [...this.#running.keys()].some((name) => getUnit(this.#model, name).machine === machine)
  }

  #failures(unitName: string): number {
    return this.#units().find(({ name }) => name === unitName)?.pending?.failures ?? 0
  }

  #take(unitName: string): { readonly run: ExecutedHook; readonly unit: UnitState } {
    const run = this.#running.get(unitName)
    if (run === undefined) throw new Error(`${unitName} has no running hook: call begin() first`)
    this.#running.delete(unitName)
    return { run, unit: getUnit(this.#model, unitName) }
  }

  #again({ pending }: UnitState, failures: number): void {
    if (pending === undefined) return
    pending.state = "queued"
    pending.failures += failures
  }

  /** Does what agents and the controller do by themselves: removes units after their last hook and elects leaders. */
  #tidy(): void {
    let gone = false
    for (const unit of this.#units()) {
      if (this.#running.has(unit.name)) continue
      betweenHooks(this.#model, unit, relationIds(this.#model, unit), this.#observer)
      if (unit.pending !== undefined && isObsolete(this.#model, unit, unit.pending.hook))
        unit.pending = undefined
      if (!mayLeave(this.#model, unit) || dueHook(this.#model, unit) !== undefined) continue
      unitGone(this.#model, unit, this.#observer)
      gone = true
    }
    // A principal may have waited for its subordinate.
    if (gone) this.#tidy()
    for (const application of this.#model.applications.values())
      if (!this.#running.has(application.leader ?? "")) ensureLeader(application, this.#observer)
  }

  #last(count: number): string {
    const lines = this.ended
      .slice(-count)
      .map(({ unit, hook, outcome, reason = "" }) => `  ${unit}: ${hook}: ${outcome} ${reason}`.trimEnd())
    return lines.join("\n")
  }
}
