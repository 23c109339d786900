import type { AgentPlace } from "../agent/hook-environment.ts"
import { endMachine, IsolatedMachine, isOwnPath, isolationObstacle } from "../agent/isolated-machine.ts"
import { addJujuLinks, removeJujuLinks } from "../agent/juju-folder.ts"
import { Slots } from "../agent/slots.ts"
import { MinijujuError } from "../state/errors.ts"
import type { ModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"
import type { ModelDir } from "./model-dir.ts"

/** The machines of a model: each runs one hook at a time, and those that are isolated run from their first hook on. */
export class Machines {
  readonly #dir: ModelDir
  readonly #state: ModelState
  /** In the order in which units are ready (Juju: `core/machinelock`). */
  readonly #locks = new Map<string, Slots>()
  readonly #isolated = new Map<string, Promise<IsolatedMachine>>()

  constructor(dir: ModelDir, state: ModelState) {
    this.#dir = dir
    this.#state = state
  }

  inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const lock = this.#locks.get(id) ?? new Slots(1)
    this.#locks.set(id, lock)
    return lock.use(work)
  }

  /** Returns the paths of an execution of a unit's charm, and the isolated machine that it needs. */
  place(unit: UnitState): AgentPlace {
    const place = this.#dir.place(unit)
    return { ...place, machine: this.#isolatedFor(unit, place) }
  }

  /** Returns a unit's isolated machine, which it starts if it does not run; undefined for one that is not isolated. */
  #isolatedFor(unit: UnitState, place: AgentPlace): Promise<IsolatedMachine> | undefined {
    const id = unit.machine
    const machine = this.#state.machines.get(id)
    if (!machine?.isolated) return undefined
    const { shared } = this.#dir
    const folder = this.#dir.machineDir(id)
    const env = { JUJU_MODEL_UUID: this.#state.uuid }
    addJujuLinks(folder, unit, place, this.#state.jujuVersion)
    const start = () => IsolatedMachine.start(folder, shared, env, machine.base)
    // Something else may have killed it.
    const alive = this.#isolated.get(id)?.then((old) => (old.isRunning ? old : start()))
    const found = alive ?? start()
    this.#isolated.set(id, found)
    // The next hook tries again.
    found.catch(() => this.#isolated.delete(id))
    return found
  }

  /** Whether a path of a machine is another file than the same path outside of it. */
  hasOwn(id: string, path: string): boolean {
    return this.#state.machines.get(id)?.isolated === true && isOwnPath(path, this.#dir.shared)
  }

  /** @throws MinijujuError `not-emulated` with the reason, if machines cannot be isolated here */
  checkIsolation(): void {
    const obstacle = isolationObstacle(this.#dir.path)
    if (obstacle !== undefined)
      throw new MinijujuError("not-emulated", `machines cannot be isolated: ${obstacle}`)
  }

  /** Removes the files of a unit. */
  unitGone(unit: UnitState): void {
    this.#dir.removeUnit(unit.name)
    removeJujuLinks(this.#dir.machineDir(unit.machine), unit.name)
  }

  /** Ends machines that an earlier process has not ended in time. */
  async endOthers(): Promise<void> {
    const others = this.#dir.machines().filter((id) => !this.#state.machines.has(id))
    await Promise.all(others.map((id) => this.gone(id)))
  }

  /** Ends a machine with all its processes and removes its files. */
  async gone(id: string): Promise<void> {
    await this.#isolated.get(id)?.catch(() => undefined)
    this.#locks.delete(id)
    this.#isolated.delete(id)
    await endMachine(this.#dir.machineDir(id))
    this.#dir.removeMachine(id)
  }
}
