import { packPythonCharm, pythonMissing } from "../interop/python-charms.ts"
import type { Benchmark } from "./benchmark.ts"
import { bareNode } from "./floor.ts"
import { groupsOf } from "./groups.ts"
import { costOf, type HookCost } from "./hook-cost.ts"
import { providerWith } from "./scenarios.ts"

/**
 * The same provider in TypeScript (both styles) and in Python, each with one relation, compared with an empty Node.js program, which is the
 * lower bound.
 */
export const dispatch: Benchmark = {
  name: "dispatch",
  about: "one hook of a packed charm against an empty Node program, and against Python on ops",
  async run(fixtures) {
    const missing = await pythonMissing()
    const ours = await fixtures.pack("examples/lb-provider")
    const charms: Record<string, string> = {
      "this repository's charm": ours,
      "the same in reactive style": await fixtures.pack("examples/lb-provider-reactive"),
    }
    if (missing === undefined) {
      fixtures.progress("packing the Python charm")
      charms["Python charm on ops"] = await packPythonCharm("lb-provider-py", fixtures.dir)
    }
    const scenarios = await Promise.all(
      Object.entries(charms).map(
        async ([label, charm]) => [label, await providerWith(fixtures, charm, 1, 1)] as const,
      ),
    )
    const takers = (cause: "quiet" | "touch") => ({
      "node -e 0": floor,
      ...Object.fromEntries(
        scenarios.map(([label, scenario]) => [
          label,
          () => costOf(scenario.model, scenario.unit, scenario[cause]),
        ]),
      ),
    })
    const rounds = fixtures.quick ? 2 : 25
    return {
      groups: [
        ...groupsOf("update-status", await fixtures.inTurns(rounds, takers("quiet"))),
        ...groupsOf("relation-changed of no effect", await fixtures.inTurns(rounds, takers("touch"))),
      ],
      skipped: missing === undefined ? [] : [`the charm in Python: ${missing}`],
    }
  },
}

async function floor(): Promise<HookCost> {
  return { ms: await bareNode(), calls: 0 }
}
