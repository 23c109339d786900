import { HookToolOutputError } from "./errors.ts"
import { isMapping, MAPPING, runJson } from "./output.ts"
import type { HookToolRunner } from "./runner.ts"

export interface GoalStatus {
  /** A unit's workload status, or `dying`; `joined` for applications. */
  readonly status: string
}

/** What the model will be when all that is asked for is done. */
export interface GoalState {
  /** This application's units. */
  readonly units: Readonly<Record<string, GoalStatus>>
  /** By endpoint: the related applications and their units. */
  readonly relations: Readonly<Record<string, Readonly<Record<string, GoalStatus>>>>
}

export function goalState(runner: HookToolRunner): GoalState {
  const args = ["--format=json"]
  const answer = runJson(runner, MAPPING, "goal-state", args)
  const wrong = (): never => {
    throw new HookToolOutputError(
      "goal-state",
      args,
      "units and relations with a status each",
      JSON.stringify(answer),
    )
  }
  const statuses = (value: unknown): Record<string, GoalStatus> => {
    if (!isMapping(value)) return wrong()
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [
        name,
        isMapping(entry) && typeof entry.status === "string" ? { status: entry.status } : wrong(),
      ]),
    )
  }
  const relations = answer.relations ?? {}
  if (!isMapping(relations)) return wrong()
  return {
    units: statuses(answer.units ?? {}),
    relations: Object.fromEntries(
      Object.entries(relations).map(([endpoint, entries]) => [endpoint, statuses(entries)]),
    ),
  }
}
