import { describe, test } from "vitest"
import { dose } from "../../../../suite/doses.ts"
import { check, stage } from "./check.ts"
import { reconcilingProviders } from "./reconciling-providers.ts"

const numRuns = dose("leaderSchedules")

// Beside plain-providers.test.ts, so that the deep dose of both runs on two processors.
describe("in any order of hooks, kills and changes of leader", { timeout: numRuns * 5_000 }, () => {
  test.each(Object.entries(reconcilingProviders(stage)))(
    "a %s provider that compares has no missing, wrong or leftover resource",
    (form, charm) => check(form, charm, numRuns),
  )
})
