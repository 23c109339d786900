import { pythonMissing } from "../interop/python-packages.ts"
import type { Benchmark, CountTable } from "./benchmark.ts"
import type { Fixtures } from "./fixtures.ts"
import { ALL, type HooksCase, SMALLEST } from "./hooks/cases.ts"
import { type Counted, countHooks } from "./hooks/count.ts"
import { explain } from "./hooks/explain.ts"
import { LABELS } from "./hooks/hook-counts.ts"
import { leastHooks } from "./hooks/least.ts"
import { PAIRS, type Pair, pythonPair } from "./hooks/pairs.ts"

/** Number of hooks that a change of the model causes, by kind. For a busy unit it counts more than the time of one hook. */
export const hooks: Benchmark = {
  name: "hooks",
  about: "number of hooks that a change of the model causes, against the least that Juju allows",
  async run(fixtures) {
    const missing = await pythonMissing()
    const pairs = missing === undefined ? { ...PAIRS, Python: await pythonPair(fixtures.dir) } : PAIRS
    const counts: CountTable[] = []
    for (const one of fixtures.quick ? SMALLEST : ALL) counts.push(await count(fixtures, one, pairs))
    const skipped = missing === undefined ? [] : [`the charms in Python: ${missing}`]
    return { groups: [], counts, skipped }
  },
}

async function count(
  fixtures: Fixtures,
  one: HooksCase,
  pairs: Readonly<Record<string, Pair>>,
): Promise<CountTable> {
  const counted = new Map<string, Counted>()
  for (const [name, pair] of Object.entries(pairs)) {
    fixtures.progress(`${one.title}, ${name}`)
    const model = await fixtures.model()
    counted.set(name, await countHooks(model, one, pair))
    await model.stop()
  }
  const least = leastHooks(one)
  const all = [least, ...[...counted.values()].map(({ hooks }) => hooks)]
  const kinds = LABELS.map((label) => ({ label, values: all.map((hooks) => hooks.get(label)) }))
  const total = all.map((hooks) => hooks.total)
  return {
    title: one.title,
    columns: ["least", ...counted.keys()],
    rows: [
      ...kinds.filter(({ values }) => values.some((value) => value > 0)),
      { label: "all", values: total },
      { label: "more than the least", values: total.map((value) => value - least.total) },
    ],
    notes: notesOf(one, counted),
  }
}

/** Explanations of what is more than the least; variants with the same one share it. */
function notesOf(one: HooksCase, counted: ReadonlyMap<string, Counted>): string[] {
  const names = new Map<string, string[]>()
  for (const [name, each] of counted)
    for (const note of explain(one, each)) names.set(note, [...(names.get(note) ?? []), name])
  return [...names].map(([note, all]) => `${all.join(", ")}: ${note}`)
}
