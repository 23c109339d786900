import { packPythonCharm, pythonMissing } from "../interop/python-charms.ts"
import type { Benchmark } from "./benchmark.ts"
import { bareNode } from "./floor.ts"
import { groupsOf } from "./groups.ts"
import { costOf, type HookCost } from "./hooks.ts"
import { providerWith } from "./worlds.ts"

/**
 * The same provider in TypeScript (both styles) and in Python, each with one relation, compared with an empty Node.js program, which is the
 * lower bound.
 */
export const dispatch: Benchmark = {
  name: "dispatch",
  about: "one hook of a packed charm against an empty Node program, and against Python on ops",
  async run(workshop) {
    const missing = await pythonMissing()
    const ours = await workshop.pack("examples/lb-provider")
    const charms: Record<string, string> = {
      "this repository's charm": ours,
      "the same in reactive style": await workshop.pack("examples/lb-provider-reactive"),
    }
    if (missing === undefined) {
      workshop.progress("packing the Python charm")
      charms["Python charm on ops"] = await packPythonCharm("lb-provider-py", workshop.dir)
    }
    const worlds = await Promise.all(
      Object.entries(charms).map(
        async ([label, charm]) => [label, await providerWith(workshop, charm, 1, 1)] as const,
      ),
    )
    const takers = (cause: "quiet" | "touch") => ({
      "node -e 0": floor,
      ...Object.fromEntries(
        worlds.map(([label, world]) => [label, () => costOf(world.model, world.unit, world[cause])]),
      ),
    })
    const rounds = workshop.quick ? 2 : 25
    return {
      groups: [
        ...groupsOf("update-status", await workshop.inTurns(rounds, takers("quiet"))),
        ...groupsOf("relation-changed without news", await workshop.inTurns(rounds, takers("touch"))),
      ],
      skipped: missing === undefined ? [] : [`the charm in Python: ${missing}`],
    }
  },
}

async function floor(): Promise<HookCost> {
  return { ms: await bareNode(), calls: 0 }
}
