import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Model } from "minijuju"
import { expect, test } from "vitest"
import { bunHere } from "../packages/pack/tests/support/bun.ts"
import { isDeep } from "../suite/doses.ts"
import { packed } from "../suite/packed.ts"
import { RecordingReporter } from "./recording-reporter.ts"
import { Observations, runScenario } from "./scenario.ts"

const bun = bunHere("the examples on Bun")

const PAIRS = [
  ["lb-consumer", "lb-provider-reactive"],
  ["lb-consumer-reactive", "lb-provider"],
] as const

test.skipIf(bun === undefined).each(isDeep ? PAIRS : PAIRS.slice(1))(
  "the story of the demo holds on Bun, over the agent's socket: %s and %s",
  // Two charms are compiled, and each of four units unpacks a program of 110 MB.
  { timeout: 600_000 },
  async (consumer, provider) => {
    const dir = await mkdtemp(join(tmpdir(), "on-bun-"))
    try {
      const pack = (name: string) => packed(new URL(`../examples/${name}/`, import.meta.url), "bun")
      const [asks, answers] = [await pack(consumer), await pack(provider)]
      await using model = await Model.start({ dir })
      const log: string[] = []
      model.listen((event) => event.type === "log" && log.push(event.message))
      const [reporter, observations] = [new RecordingReporter(), new Observations(model)]
      await runScenario({ model, reporter, observations }, { consumer: asks, provider: answers })
      expect(reporter.facts).toHaveLength(5)
      expect(log.filter((line) => line.includes("run as programs"))).toEqual([])
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  },
)
