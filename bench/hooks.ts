import type { Model } from "minijuju"

/** One hook as the model saw it. */
export interface HookCost {
  /** From the agent's decision to the end of the process and the flush of its writes. */
  readonly ms: number
  readonly calls: number
}

/** Does something that makes one unit run one hook, and says what that hook cost. @throws Error if it ran another number of hooks */
export async function costOf(model: Model, unit: string, cause: () => void): Promise<HookCost> {
  const costs: HookCost[] = []
  const stop = model.listen((event) => {
    if (event.type === "hook-finished" && event.unit === unit)
      costs.push({ ms: event.durationMs, calls: event.toolCalls })
  })
  try {
    cause()
    await model.settle({ timeoutMs: 600_000 })
  } finally {
    stop()
  }
  const [cost, ...more] = costs
  if (cost === undefined || more.length > 0)
    throw new Error(`one hook was expected on ${unit}, and ${costs.length} ran`)
  return cost
}
