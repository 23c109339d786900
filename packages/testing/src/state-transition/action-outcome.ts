import type { ActionRun } from "minijuju/state-transition"
import { deepFreeze } from "./freeze.ts"
import type { ActionOutcome } from "./records.ts"

/** Converts the record of an action to its outcome; dotted keys become nested objects, as Juju shows them. */
export function actionOutcome({ results, log, failure }: ActionRun): ActionOutcome {
  return deepFreeze({ results: plain(results), log: [...log], failure })
}

function plain(map: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    [...map].map(([key, value]) => [key, value instanceof Map ? plain(value) : value]),
  )
}
