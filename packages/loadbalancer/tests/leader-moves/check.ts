import { inProcess } from "@charmkit/testing"
import { expect } from "vitest"
import { SEED } from "../../../../suite/doses.ts"
import fc from "../../../../suite/fast-check.ts"
import { Cloud } from "./cloud.ts"
import type { Findings } from "./findings.ts"
import type { Stage } from "./plain-providers.ts"
import { schedules } from "./schedule.ts"
import { runSchedule } from "./scheduled-model.ts"

const project = { project: new URL("../../../../examples/lb-provider/", import.meta.url) }

export const stage: Stage = { cloud: new Cloud(), isBusy: false }

/**
 * Lets a provider go through schedules of hooks, kills and changes of leader.
 *
 * @param excuse returns the findings to ignore, with empty lists
 */
export async function check(
  form: string,
  charm: Parameters<typeof inProcess>[0],
  numRuns: number,
  excuse: (found: Findings) => Partial<Findings> = () => ({}),
): Promise<void> {
  const provider = inProcess(charm, project)
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      const found = await runSchedule(schedule, provider, stage)
      const left = Object.entries({ ...found, ...excuse(found) }).filter(([, list]) => list.length > 0)
      expect(Object.fromEntries(left)).toEqual({})
    }),
    { seed: SEED, numRuns },
  )
  console.log(`leader-moves: SEED=${SEED} ${numRuns} schedules, ${form}`)
}
