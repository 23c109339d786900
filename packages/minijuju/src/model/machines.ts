import { endMachine, IsolatedMachine, isolationObstacle } from "../agent/isolated-machine.ts"
import { Slots } from "../agent/slots.ts"
import { MinijujuError } from "../state/errors.ts"
import type { MachineState } from "../state/model-state.ts"
import type { ModelDir } from "./model-dir.ts"

/** The machines of a model: each runs one hook at a time, and those that are isolated run from their first hook on. */
export class Machines {
  readonly #dir: ModelDir
  readonly #modelUuid: string
  /** In the order in which units are ready (Juju: `core/machinelock`). */
  readonly #locks = new Map<string, Slots>()
  readonly #isolated = new Map<string, Promise<IsolatedMachine>>()

  constructor(dir: ModelDir, modelUuid: string) {
    this.#dir = dir
    this.#modelUuid = modelUuid
  }

  inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const lock = this.#locks.get(id) ?? new Slots(1)
    this.#locks.set(id, lock)
    return lock.use(work)
  }

  /** Returns an isolated machine, which it starts if it does not run; undefined for one that is not isolated. */
  isolated({ id, isolated }: MachineState): Promise<IsolatedMachine> | undefined {
    if (!isolated) return undefined
    const env = { JUJU_MODEL_UUID: this.#modelUuid }
    const machine = this.#isolated.get(id) ?? IsolatedMachine.start(this.#dir.machineDir(id), env)
    this.#isolated.set(id, machine)
    // The next hook tries again.
    machine.catch(() => this.#isolated.delete(id))
    return machine
  }

  /** @throws MinijujuError `not-emulated` with the reason, if machines cannot be isolated here */
  checkIsolation(): void {
    const obstacle = isolationObstacle(this.#dir.path)
    if (obstacle !== undefined)
      throw new MinijujuError("not-emulated", `machines cannot be isolated: ${obstacle}`)
  }

  /** Ends a machine with all its processes and removes its files. */
  async gone(id: string): Promise<void> {
    await this.#isolated.get(id)?.catch(() => undefined)
    this.#locks.delete(id)
    this.#isolated.delete(id)
    endMachine(this.#dir.machineDir(id))
    this.#dir.removeMachine(id)
  }
}
