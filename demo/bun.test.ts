import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { packCharm } from "@charmkit/pack"
import { Model } from "minijuju"
import { expect, test } from "vitest"
import { bunHere } from "../packages/pack/tests/support/bun.ts"
import { Notes } from "./notes.ts"
import { Observations, tellStory } from "./story.ts"

const bun = bunHere("the examples on Bun")

test.skipIf(bun === undefined).each([
  ["lb-consumer", "lb-provider-reactive"],
  ["lb-consumer-reactive", "lb-provider"],
])(
  "the story of the demo holds on Bun, over the agent's socket: %s and %s",
  // Two charms are compiled, and four units unpack a program of 110 MB each.
  { timeout: 600_000 },
  async (consumer, provider) => {
    const dir = await mkdtemp(join(tmpdir(), "on-bun-"))
    try {
      const [asks, answers] = [await packed(consumer, dir), await packed(provider, dir)]
      await using model = await Model.start({ dir })
      const log: string[] = []
      model.listen((event) => event.type === "log" && log.push(event.message))
      const [reporter, observations] = [new Notes(), new Observations(model)]
      await tellStory({ model, reporter, observations }, { consumer: asks, provider: answers })
      expect(reporter.facts).toHaveLength(5)
      expect(log.filter((line) => line.includes("run as programs"))).toEqual([])
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  },
)

async function packed(example: string, outDir: string): Promise<string> {
  const projectDir = fileURLToPath(new URL(`../examples/${example}/`, import.meta.url))
  return (await packCharm({ projectDir, outDir, conditions: ["charmkit-source"], runtime: "bun" })).file
}
