import type { Benchmark } from "./benchmark.ts"
import { groupsOf } from "./groups.ts"
import { costOf } from "./hooks.ts"
import type { Workshop } from "./workshop.ts"
import { providerWith, type World } from "./worlds.ts"

/** Hooks of the provider in models of growing size. */
export const relations: Benchmark = {
  name: "relations",
  about: "a provider's hooks with 1, 10, 100 and 1,000 relations",
  async run(workshop) {
    const charm = await workshop.pack("examples/lb-provider")
    const sizes = workshop.quick ? [1, 3] : [1, 10, 100, 1000]
    return compare(workshop, sizes, "relations", (size) => providerWith(workshop, charm, size, 1))
  },
}

/** Compares hooks of scenarios of several sizes: idle ones (update-status), and relation-changed of one relation. */
export async function compare(
  workshop: Workshop,
  sizes: readonly number[],
  things: string,
  worldOf: (size: number) => Promise<World>,
): Promise<Awaited<ReturnType<Benchmark["run"]>>> {
  const worlds = new Map<string, World>()
  for (const size of sizes)
    worlds.set(`${size} ${size === 1 ? things.slice(0, -1) : things}`, await worldOf(size))
  const takers = (cause: "quiet" | "touch") =>
    Object.fromEntries(
      [...worlds].map(([label, world]) => [label, () => costOf(world.model, world.unit, world[cause])]),
    )
  const rounds = workshop.quick ? 2 : 11
  return {
    groups: [
      ...groupsOf(`quiet: update-status, ${things}`, await workshop.inTurns(rounds, takers("quiet"))),
      ...groupsOf(`about one relation, ${things}`, await workshop.inTurns(rounds, takers("touch"))),
    ],
  }
}
