import type { UnitAgent } from "../agent/unit-agent.ts"
import { unitStatus } from "../operator/unit-status.ts"
import { MinijujuError } from "../state/errors.ts"
import type { ModelState } from "../state/model-state.ts"
import type { UnitState } from "../state/unit.ts"

/** Describes in one line what each unit is doing and which hooks failed, for error messages. */
export function describeUnfinished(state: ModelState, agents: Iterable<UnitAgent>): string {
  const parts = [...agents].map(({ unit, busy }) => {
    const status = unitStatus(state, unit)
    const doing = busy ? unit.agentStatus.message || "waiting for its turn" : unit.agentStatus.current
    return `${unit.name}: ${status.current}${status.message === "" ? "" : ` (${status.message})`}, ${doing}`
  })
  return parts.join("; ") || "no units"
}

export function unitsInError(agents: Iterable<UnitAgent>): UnitState[] {
  return [...agents].map(({ unit }) => unit).filter(({ pending }) => pending?.state === "error")
}

export function errorOfUnits(
  state: ModelState,
  units: readonly UnitState[],
  lastLines: ReadonlyMap<string, readonly string[]>,
): MinijujuError {
  const texts = units.map((unit) => {
    const lines = lastLines.get(unit.name) ?? []
    const tail = lines.length === 0 ? "" : `\n    ${lines.join("\n    ")}`
    return `${unit.name}: ${unitStatus(state, unit).message}${tail}`
  })
  return new MinijujuError(
    "unit-error",
    `${units.length === 1 ? "a unit is" : `${units.length} units are`} in error\n${texts.join("\n")}`,
  )
}
