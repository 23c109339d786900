import { checkRecord, mismatch, recordOf, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** The status of a unit or a relation. */
export interface GoalStatus {
  /** Of a unit: its workload's status, or `dying`. Of a relation: `joined`, for example. */
  readonly status: string
  /** `2026-01-02 15:04:05Z`; empty if Juju does not report it */
  readonly since: string
}

/** The units and relations that an application will have once pending changes are done (Juju: goal-state). */
export interface GoalState {
  /** The planned units of this application, by name. */
  readonly units: Readonly<Record<string, GoalStatus>>
  /** By endpoint, then by the name of the remote application or unit. Peer relations are not included. */
  readonly relations: Readonly<Record<string, Readonly<Record<string, GoalStatus>>>>
}

/** Returns the planned units and relations of this application. */
export function goalState(runner: HookToolRunner): GoalState {
  return runJson(runner, "goal-state", ["--format=json"], (value) => {
    const { units, relations } = checkRecord(value)
    return {
      units: recordOf(checkStatus)(units ?? null),
      relations: recordOf(recordOf(checkStatus))(relations ?? null),
    }
  })
}

function checkStatus(value: unknown): GoalStatus {
  const { status, since = "" } = checkRecord(value)
  if (typeof status !== "string" || typeof since !== "string") {
    throw mismatch("a map with the strings status and since")
  }
  return { status, since }
}
