import type { ApplicationStatus, ModelStatus, StatusText, UnitStatus } from "./status.ts"

/** Conditions of a wait, and conditions that end it at once. */
export interface IdleGoal {
  /** Checks these applications only; by default all. An application that does not exist yet counts as missing. */
  readonly apps?: readonly string[] | undefined
  /** The workload status that all their units must have, for example `active`. Default: any. */
  readonly status?: string | undefined
  /** Whether a unit in error ends the wait. Default true. */
  readonly raiseOnError?: boolean | undefined
  /** Whether a blocked unit ends the wait. Default false. */
  readonly raiseOnBlocked?: boolean | undefined
  /** Minimum number of units of every application. Default 1. */
  readonly waitForAtLeastUnits?: number | undefined
  /** Exact number of units of every application. */
  readonly waitForExactUnits?: number | undefined
}

/** Unmet conditions, one line each; empty when the goal is reached. */
export interface Missing {
  readonly missing: readonly string[]
  /** The status of a unit or application that makes waiting pointless. */
  readonly failed: string | undefined
}

export function missingFrom({ applications }: ModelStatus, goal: IdleGoal): Missing {
  const missing: string[] = []
  let failed: string | undefined
  for (const name of goal.apps ?? Object.keys(applications)) {
    const application = Object.hasOwn(applications, name) ? applications[name] : undefined
    if (application === undefined) {
      missing.push(`${name} does not exist`)
      continue
    }
    const units = Object.values(application.units)
    failed ??= failedStatus(application, units, goal)
    missing.push(
      ...countMissing(name, units.length, goal),
      ...units.flatMap((unit) => unitMissing(unit, goal)),
    )
  }
  return { missing, failed }
}

function countMissing(name: string, count: number, goal: IdleGoal): string[] {
  const { waitForExactUnits: exact, waitForAtLeastUnits: least = exact ?? 1 } = goal
  if (exact !== undefined && count !== exact) return [`${name} has ${count} units, not ${exact}`]
  return count < least ? [`${name} has ${count} units, not ${least}`] : []
}

function unitMissing(unit: UnitStatus, { status }: IdleGoal): string[] {
  const wrong: string[] = []
  if (unit.agent.current !== "idle") wrong.push(`its agent is ${describe(unit.agent)}`)
  if (status !== undefined && unit.workload.current !== status)
    wrong.push(`it is ${describe(unit.workload)}, not ${status}`)
  return wrong.length === 0 ? [] : [`${unit.name}: ${wrong.join("; ")}`]
}

function failedStatus(
  { name, status }: ApplicationStatus,
  units: readonly UnitStatus[],
  { raiseOnError = true, raiseOnBlocked = false }: IdleGoal,
): string | undefined {
  const bad = [...(raiseOnError ? ["error"] : []), ...(raiseOnBlocked ? ["blocked"] : [])]
  const unit = units.find(
    ({ workload, agent }) => bad.includes(workload.current) || bad.includes(agent.current),
  )
  if (unit !== undefined)
    return `${unit.name} is ${describe(bad.includes(unit.workload.current) ? unit.workload : unit.agent)}`
  return bad.includes(status.current) ? `${name} is ${describe(status)}` : undefined
}

function describe({ current, message }: StatusText): string {
  return message === "" ? current : `${current} (${message})`
}
