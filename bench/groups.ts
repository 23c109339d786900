import type { Group } from "./benchmark.ts"
import type { HookCost } from "./hook-cost.ts"

/** Groups hooks that were run in turns. @throws Error if the same hook made different calls in two samples */
export function groupsOf(title: string, taken: ReadonlyMap<string, readonly HookCost[]>): Group[] {
  const rows = [...taken].map(([label, costs]) => {
    const counts = new Set(costs.map(({ calls }) => calls))
    if (counts.size > 1) throw new Error(`${label} (${title}) made ${[...counts].join(" or ")} calls`)
    return { label, samples: costs.map(({ ms }) => ms), calls: costs[0]?.calls ?? 0 }
  })
  return [{ title, unit: "ms", rows }]
}
