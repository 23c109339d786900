import { describe, test } from "vitest"
import { dose } from "../../../../suite/doses.ts"
import { check, stage } from "./check.ts"
import type { Findings } from "./findings.ts"
import { plainProviders } from "./plain-providers.ts"

const numRuns = dose("leaderSchedules")

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
    await check(form, charm, numRuns, (found) => {
      for (const kind of NEED_COMPARISON) undetected[kind] += found[kind].length === 0 ? 0 : 1
      return Object.fromEntries(NEED_COMPARISON.map((kind) => [kind, []]))
    })
    console.log(`leader-moves: ${form}: schedules that need a comparison ${JSON.stringify(undetected)}`)
  })
})
