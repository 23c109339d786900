import type { Benchmark, Group } from "./benchmark.ts"
import type { Fixtures } from "./fixtures.ts"
import type { GrowthCase } from "./growth/case.ts"
import { DOCUMENTS } from "./growth/documents.ts"
import { HOOKS } from "./growth/hooks.ts"

/** Each row has four times the size of the previous one: ratios of about 4 and 16 are linear, 16 and 256 are a fault. */
const STEPS = [1, 4, 16]

/** Work whose size a peer determines, measured at growing sizes. */
export const growth: Benchmark = {
  name: "growth",
  about: "CPU time of hooks and parsers against the size of a peer's data: linear, or a fault",
  async run(fixtures) {
    const groups: Group[] = []
    for (const one of [...HOOKS, ...DOCUMENTS]) groups.push(await grow(fixtures, one))
    return { groups }
  },
}

async function grow(fixtures: Fixtures, { name, base, prepare }: GrowthCase): Promise<Group> {
  fixtures.progress(name)
  const works: (readonly [label: string, take: () => Promise<number>])[] = []
  for (const step of fixtures.quick ? STEPS.slice(0, 2) : STEPS) {
    const n = base * step
    const work = await prepare(n)
    works.push([`n = ${n}`, () => processorTime(work)])
  }
  const taken = await fixtures.inTurns(fixtures.quick ? 1 : 5, Object.fromEntries(works))
  const rows = [...taken].map(([label, samples]) => ({ label, samples }))
  return { title: name, unit: "ms", rows }
}

/** CPU time in milliseconds, which other processes of the machine affect little. */
async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
