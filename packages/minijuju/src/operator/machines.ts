import type { MachineState, ModelState } from "../state/model-state.ts"

/** Adds a machine, with the address that `addressOf` gives to its number. */
export function addMachine(state: ModelState, addressOf: (machine: number) => string): MachineState {
  const address = addressOf(state.nextMachine)
  const machine = { id: String(state.nextMachine), address, created: new Date() }
  state.nextMachine += 1
  state.machines.set(machine.id, machine)
  return machine
}

/** Removes a machine from which the last unit has gone, as Juju does. */
export function removeMachineIfEmpty(state: ModelState, id: string): void {
  for (const { units } of state.applications.values())
    for (const unit of units.values()) if (unit.machine === id) return
  state.machines.delete(id)
}
