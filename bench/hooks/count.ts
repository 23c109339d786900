import type { Model } from "minijuju"
import type { Change, HooksCase, Side } from "./cases.ts"
import { HookCounts, kindOf } from "./hook-counts.ts"
import type { Pair } from "./pairs.ts"

/** Hooks that a change caused, and the writes of application databags that caused some of them. */
export interface Counted {
  readonly hooks: HookCounts
  /** How often a side wrote these keys in one hook, by the keys: `handled_web`. */
  readonly writes: Readonly<Record<Side, ReadonlyMap<string, number>>>
}

const SETTLE = { timeoutMs: 1_200_000 }
const PROVIDER = "provider"
const CONSUMER = "consumer"
/** Options of the provider. */
const CONFIG = { address: "192.0.2.1" }

/** Settles the case's model (empty when given), makes the change, and counts until the model is settled again. */
export async function countHooks(model: Model, { units, change }: HooksCase, pair: Pair): Promise<Counted> {
  await model.deploy(pair.provider, { name: PROVIDER, units: units.provider, config: CONFIG })
  await model.deploy(pair.consumer, { name: CONSUMER, units: units.consumer })
  model.integrate(CONSUMER, PROVIDER)
  await model.settle(SETTLE)
  const hooks = new HookCounts()
  const writes = { provider: new Map<string, number>(), consumer: new Map<string, number>() }
  const stop = model.listen((event) => {
    if (event.type === "hook-finished") hooks.add(sideOf(event.unit), kindOf(event.hook))
    if (event.type === "databag-changed" && !event.owner.includes("/")) {
      const keys = event.changes
        .map(({ key }) => key)
        .sort()
        .join(" ")
      const written = writes[sideOf(event.owner)]
      written.set(keys, (written.get(keys) ?? 0) + 1)
    }
  })
  await make(model, change, pair)
  await model.settle(SETTLE)
  stop()
  return { hooks, writes }
}

async function make(model: Model, change: Change, pair: Pair): Promise<void> {
  switch (change.kind) {
    case "add-units":
      model.addUnits(change.side, change.count)
      return
    case "remove-consumer-units":
      // The first unit leads.
      for (let i = 1; i <= change.count; i += 1) model.removeUnit(`${CONSUMER}/${i}`)
      return
    case "add-consumers":
      for (let i = 1; i <= change.count; i += 1) {
        const name = await model.deploy(pair.consumer, { name: `${CONSUMER}-${i}x` })
        model.integrate(name, PROVIDER)
        await model.settle(SETTLE)
      }
      return
    case "change-request":
      model.config(CONSUMER, { public: false })
      return
    case "move-leader":
      await model.setLeader(`${change.side}/1`)
  }
}

function sideOf(name: string): Side {
  return name.startsWith(PROVIDER) ? "provider" : "consumer"
}
