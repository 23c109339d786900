import type { Model } from "minijuju"

/** Cost of one hook, as measured by the model. */
export interface HookCost {
  /** From the agent's decision to the end of the process and the commit of its writes. */
  readonly ms: number
  readonly calls: number
}

/** Calls `cause`, which must make the unit run exactly one hook, and returns that hook's cost. @throws Error for another number of hooks */
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
