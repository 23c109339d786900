import { inProcess } from "@charmkit/testing"
import { describe, expect, test } from "vitest"
import { dose, SEED } from "../../../../suite/doses.ts"
import fc from "../../../../suite/fast-check.ts"
import { Cloud } from "./cloud.ts"
import type { Findings } from "./findings.ts"
import { plainProviders, type Stage } from "./plain-providers.ts"
import { reconcilingProviders } from "./reconciling-providers.ts"
import { schedules } from "./schedule.ts"
import { runSchedule } from "./scheduled-model.ts"

const numRuns = dose("leaderSchedules")

const stage: Stage = { cloud: new Cloud(), isBusy: false }
const project = { project: new URL("../../../../examples/lb-provider/", import.meta.url) }

/** Problems that a provider without a list of its resources cannot detect; see "What Juju keeps, and what it does not" in the README. */
const NEED_COMPARISON = [
  "unseen",
  "leftByRemoved",
  "leftByKilled",
  "wrongByKilled",
  "missingByKilled",
] as const satisfies (keyof Findings)[]

describe("in any order of hooks, kills and changes of leader", { timeout: numRuns * 5_000 }, () => {
  test.each(Object.entries(plainProviders(stage)))("a %s provider loses no removal", async (form, charm) => {
    const undetected = { unseen: 0, leftByRemoved: 0, leftByKilled: 0, wrongByKilled: 0, missingByKilled: 0 }
    await check(form, charm, (found) => {
      for (const kind of NEED_COMPARISON) undetected[kind] += found[kind].length === 0 ? 0 : 1
      return Object.fromEntries(NEED_COMPARISON.map((kind) => [kind, []]))
    })
    console.log(`leader-moves: ${form}: schedules that need a comparison ${JSON.stringify(undetected)}`)
  })

  test.each(Object.entries(reconcilingProviders(stage)))(
    "a %s provider that compares has no missing, wrong or leftover resource",
    (form, charm) => check(form, charm, () => ({})),
  )
})

/** @param excuse returns the findings to ignore, with empty lists */
async function check(
  form: string,
  charm: Parameters<typeof inProcess>[0],
  excuse: (found: Findings) => Partial<Findings>,
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
