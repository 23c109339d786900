import { inProcess } from "@charmkit/testing"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Cloud } from "./cloud.ts"
import { plainProviders, type Stage } from "./plain-providers.ts"
import { reconcilingProviders } from "./reconciling-providers.ts"
import { type Outcome, runSchedule } from "./run-schedule.ts"
import { type Schedule, schedules } from "./schedule.ts"

const stage: Stage = { cloud: new Cloud() }
const project = { project: new URL("../../../../examples/lb-provider/", import.meta.url) }
const forms = [...Object.entries(plainProviders(stage)).map(([k,v])=>["plain "+k,v] as const), ...Object.entries(reconcilingProviders(stage)).map(([k,v])=>["rec "+k,v] as const)]
const SEED = Number(process.env.SEED ?? 1)
const SCHEDULES = Number(process.env.SCHEDULES ?? 150)

describe("count", () => {
  test.each(forms)("%s", async (form, CharmClass) => {
    const charm = inProcess(CharmClass, project)
    const tally: Record<string, number> = {}
    const first: Record<string, unknown> = {}
    let hooks = 0
    const start = performance.now()
    for (const schedule of fc.sample(schedules, { seed: SEED, numRuns: SCHEDULES })) {
      const outcome = await runSchedule(schedule, charm, stage)
      hooks += outcome.hooks
      for (const [key, value] of Object.entries(outcome)) {
        if (!Array.isArray(value) || value.length === 0) continue
        tally[key] = (tally[key] ?? 0) + 1
        first[key] ??= { schedule: JSON.stringify(schedule), value }
      }
    }
    console.log(form, SCHEDULES, hooks, Math.round(performance.now() - start), tally)
    if (process.env.SHOW) console.log(JSON.stringify(first, undefined, 1))
  }, 600_000)
})
