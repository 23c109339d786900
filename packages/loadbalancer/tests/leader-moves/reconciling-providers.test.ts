import { describe, test } from "vitest"
import { dose } from "../../../../suite/doses.ts"
import { check, stage } from "./check.ts"
import { reconcilingProviders } from "./reconciling-providers.ts"

const numRuns = dose("leaderSchedules")

// Providers that compare what they made with the answer records after each change of leader. Not in plain-providers.test.ts, so that
// both files run at the same time.
describe("in any order of hooks, kills and changes of leader", { timeout: numRuns * 5_000 }, () => {
  test.each(Object.entries(reconcilingProviders(stage)))(
    "a %s provider that compares has no missing, wrong or leftover resource",
    (form, charm) => check(form, charm, numRuns),
  )
})
