import { checkRecord, mismatch, recordOf, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

/** How it stands with a unit or a relation. */
export interface GoalStatus {
  /** Of a unit: its workload's status, or `dying`. Of a relation: `joined` and the like. */
  readonly status: string
  /** `2026-01-02 15:04:05Z`; empty if Juju does not say */
  readonly since: string
}

/** What the model is meant to become, as far as one application sees it. */
export interface GoalState {
  /** The units that Juju wants the own application to have, by name. */
  readonly units: Readonly<Record<string, GoalStatus>>
  /** By endpoint, then by the name of the remote application or unit. Without peer relations. */
  readonly relations: Readonly<Record<string, Readonly<Record<string, GoalStatus>>>>
}

/** What the model is meant to become, as far as this application is concerned. */
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
