import type { ApplicationStatus, ModelStatus, StatusText, UnitStatus } from "./status.ts"

/** What has to be reached, and what ends the wait at once. */
export interface IdleGoal {
  /** These applications only; all by default. One that is not there yet is waited for. */
  readonly apps?: readonly string[] | undefined
  /** The status that every one of their units must have: `active`. Any by default. */
  readonly status?: string | undefined
  /** A unit in error ends the wait. Default true. */
  readonly raiseOnError?: boolean | undefined
  /** A unit that is blocked ends the wait. Default false. */
  readonly raiseOnBlocked?: boolean | undefined
  /** Every application has at least so many units. Default 1. */
  readonly waitForAtLeastUnits?: number | undefined
  /** Every application has exactly so many. */
  readonly waitForExactUnits?: number | undefined
}

/** What is missing, one line each; none when the goal is reached. */
export interface Missing {
  readonly missing: readonly string[]
  /** Why it makes no sense to wait on. */
  readonly hopeless: string | undefined
}

export function missingFrom({ applications }: ModelStatus, goal: IdleGoal): Missing {
  const missing: string[] = []
  let hopeless: string | undefined
  for (const name of goal.apps ?? Object.keys(applications)) {
    const application = Object.hasOwn(applications, name) ? applications[name] : undefined
    if (application === undefined) {
      missing.push(`${name} is not there`)
      continue
    }
    const units = Object.values(application.units)
    hopeless ??= hopelessApplication(application, units, goal)
    missing.push(
      ...countMissing(name, units.length, goal),
      ...units.flatMap((unit) => unitMissing(unit, goal)),
    )
  }
  return { missing, hopeless }
}

function countMissing(name: string, count: number, goal: IdleGoal): string[] {
  const { waitForExactUnits: exact, waitForAtLeastUnits: least = exact ?? 1 } = goal
  if (exact !== undefined && count !== exact) return [`${name} has ${count} units, not ${exact}`]
  return count < least ? [`${name} has ${count} units, not ${least}`] : []
}

function unitMissing(unit: UnitStatus, { status }: IdleGoal): string[] {
  const wrong: string[] = []
  if (unit.agent.current !== "idle") wrong.push(`its agent is ${words(unit.agent)}`)
  if (status !== undefined && unit.workload.current !== status)
    wrong.push(`it is ${words(unit.workload)}, not ${status}`)
  return wrong.length === 0 ? [] : [`${unit.name}: ${wrong.join("; ")}`]
}

function hopelessApplication(
  { name, status }: ApplicationStatus,
  units: readonly UnitStatus[],
  { raiseOnError = true, raiseOnBlocked = false }: IdleGoal,
): string | undefined {
  const bad = [...(raiseOnError ? ["error"] : []), ...(raiseOnBlocked ? ["blocked"] : [])]
  const unit = units.find(
    ({ workload, agent }) => bad.includes(workload.current) || bad.includes(agent.current),
  )
  if (unit !== undefined)
    return `${unit.name} is ${words(bad.includes(unit.workload.current) ? unit.workload : unit.agent)}`
  return bad.includes(status.current) ? `${name} is ${words(status)}` : undefined
}

function words({ current, message }: StatusText): string {
  return message === "" ? current : `${current} (${message})`
}
