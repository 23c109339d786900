import { stat } from "node:fs/promises"
import { PackError, type Runtime } from "@charmkit/pack"
import type { Benchmark, Group } from "./benchmark.ts"
import type { Fixtures } from "./fixtures.ts"

const PROJECT = "examples/lb-provider"
const LABELS: Readonly<Record<Runtime, string>> = { node: "for Node.js", bun: "for Bun" }

/** Time and disk space until a charm's first idle hook, for each runtime that it is packed for. */
export const deploy: Benchmark = {
  name: "deploy",
  about: "the same charm packed for Node.js and for Bun: deployment, added units, archive",
  async run(fixtures) {
    const charms: [string, string][] = [[LABELS.node, await fixtures.pack(PROJECT)]]
    const skipped: string[] = []
    try {
      charms.push([LABELS.bun, await fixtures.pack(PROJECT, "bun")])
    } catch (error) {
      if (!(error instanceof PackError && error.code === "runtime")) throw error
      skipped.push(`the charm for Bun: ${error.message}`)
    }
    const takers = Object.fromEntries(charms.map(([label, file]) => [label, () => life(fixtures, file)]))
    const lives = await fixtures.inTurns(fixtures.quick ? 1 : 9, takers)
    const group = (title: string, value: (one: Life) => number): Group => ({
      title,
      unit: "ms",
      rows: [...lives].map(([label, taken]) => ({ label, samples: taken.map(value) })),
    })
    const sizes = charms.map(async ([label, file]) => ({ label, samples: [(await stat(file)).size / 1e6] }))
    return {
      groups: [
        group("deployed, its unit idle", ({ first }) => first),
        group("ten more units idle, each", ({ more }) => more / MORE),
        { title: "the archive", unit: "MB", rows: await Promise.all(sizes) },
      ],
      skipped,
    }
  },
}

/** Enough units that some run hooks while the files of others are copied. */
const MORE = 10

interface Life {
  readonly first: number
  readonly more: number
}

async function life(fixtures: Fixtures, file: string): Promise<Life> {
  const model = await fixtures.model()
  const started = performance.now()
  const name = await model.deploy(file)
  await model.settle()
  const first = performance.now()
  model.addUnits(name, MORE)
  await model.settle()
  const more = performance.now()
  await model.stop()
  return { first: first - started, more: more - first }
}
