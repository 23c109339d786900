import { MinijujuError } from "../state/errors.ts"
import { configText } from "../state/model-config.ts"
import type { MachineState, ModelState } from "../state/model-state.ts"
import { byUnitName, type UnitState } from "../state/unit.ts"
import { CLAIMED_BASE_KEY } from "./release-files.ts"

/** The key of a model's configuration that isolates its new machines. Juju has none, because it has real machines. */
export const ISOLATE_KEY = "isolate-machines"

/**
 * Adds a machine, with the address that `addressOf` gives to its number.
 * @param isolate whether to isolate it, also if the model's configuration does not say so
 */
export function addMachine(
  state: ModelState,
  addressOf: (machine: number) => string,
  isolate = false,
): MachineState {
  const address = addressOf(state.nextMachine)
  const isolated = isIsolated(state, isolate)
  const base = (isolated && configText(state, CLAIMED_BASE_KEY)) || undefined
  const machine = { id: String(state.nextMachine), address, created: new Date(), isolated, base }
  state.nextMachine += 1
  state.machines.set(machine.id, machine)
  return machine
}

/** Whether new machines are isolated, because the caller or the model's configuration says so. */
export function isIsolated(state: Pick<ModelState, "config">, isolate: boolean): boolean {
  return isolate || configText(state, ISOLATE_KEY) === "true"
}

/**
 * Returns the machine with this number.
 * @throws MinijujuError `not-found`, and `not-emulated` for a container or a zone
 */
export function getMachine(state: ModelState, id: string): MachineState {
  const machine = state.machines.get(id)
  if (machine !== undefined) return machine
  if (/^\d+$/.test(id)) throw new MinijujuError("not-found", `machine ${id} not found`)
  throw new MinijujuError(
    "not-emulated",
    `"${id}" is not the number of a machine: minijuju has no containers and zones`,
  )
}

/**
 * Checks the machines on which units are to be placed, before anything is added.
 * @param what what cannot be done: Juju's words before the reason
 * @param isolate whether they must be isolated
 */
export function checkPlacement(
  state: ModelState,
  to: readonly string[],
  what: string,
  isolate = false,
): void {
  for (const id of to) {
    try {
      const { isolated } = getMachine(state, id)
      if (isolate && !isolated) throw new MinijujuError("bad-argument", `machine ${id} is not isolated`)
    } catch (error) {
      if (!(error instanceof MinijujuError)) throw error
      throw new MinijujuError(error.code, `${what}: ${error.message}`, { cause: error })
    }
  }
}

/** Returns the units on a machine, principals and subordinates, by name. */
export function unitsOn(state: ModelState, id: string): UnitState[] {
  const found: UnitState[] = []
  for (const { units } of state.applications.values())
    for (const unit of units.values()) if (unit.machine === id) found.push(unit)
  return found.sort(byUnitName)
}

/** Removes a machine from which the last unit has gone, as Juju does. */
export function removeMachineIfEmpty(state: ModelState, id: string): void {
  if (unitsOn(state, id).length === 0) state.machines.delete(id)
}

/**
 * Refuses to remove a machine with units, unless they shall be removed, too.
 * @returns the principal units on it
 */
export function unitsToRemoveWith(
  state: ModelState,
  id: string,
  { force = false }: { readonly force?: boolean },
): UnitState[] {
  const principals = unitsOn(state, getMachine(state, id).id).filter(
    ({ principal }) => principal === undefined,
  )
  const [first] = principals
  if (first !== undefined && !force)
    throw new MinijujuError("bad-argument", `machine ${id} has unit "${first.name}" assigned`)
  return principals
}
