import type { Benchmark } from "./benchmark.ts"
import type { Fixtures } from "./fixtures.ts"
import { groupsOf } from "./groups.ts"
import { costOf } from "./hook-cost.ts"
import { providerWith, type Scenario } from "./scenarios.ts"

/** Hooks of the provider in models of growing size. */
export const relations: Benchmark = {
  name: "relations",
  about: "a provider's hooks with 1, 10, 100 and 1,000 relations",
  async run(fixtures) {
    const charm = await fixtures.pack("examples/lb-provider")
    const sizes = fixtures.quick ? [1, 3] : [1, 10, 100, 1000]
    return compare(fixtures, sizes, "relations", (size) => providerWith(fixtures, charm, size, 1))
  },
}

/** Compares hooks of scenarios of several sizes: idle ones (update-status), and relation-changed of one relation. */
export async function compare(
  fixtures: Fixtures,
  sizes: readonly number[],
  things: string,
  worldOf: (size: number) => Promise<Scenario>,
): Promise<Awaited<ReturnType<Benchmark["run"]>>> {
  const scenarios = new Map<string, Scenario>()
  for (const size of sizes)
    scenarios.set(`${size} ${size === 1 ? things.slice(0, -1) : things}`, await worldOf(size))
  const takers = (cause: "quiet" | "touch") =>
    Object.fromEntries(
      [...scenarios].map(([label, scenario]) => [
        label,
        () => costOf(scenario.model, scenario.unit, scenario[cause]),
      ]),
    )
  const rounds = fixtures.quick ? 2 : 11
  return {
    groups: [
      ...groupsOf(`quiet: update-status, ${things}`, await fixtures.inTurns(rounds, takers("quiet"))),
      ...groupsOf(`about one relation, ${things}`, await fixtures.inTurns(rounds, takers("touch"))),
    ],
  }
}
