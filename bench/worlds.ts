import { inProcess } from "@charmkit/testing"
import type { Model } from "minijuju"
import { LbConsumerCharm } from "../examples/lb-consumer/src/charm.ts"
import { LbProviderCharm } from "../examples/lb-provider/src/charm.ts"
import { ask, crowd, standIn } from "./crowd.ts"
import type { Workshop } from "./workshop.ts"

/** A settled model with one measured unit of a packed charm, and functions that make this unit run exactly one hook. */
export interface World {
  readonly model: Model
  /** The measured unit. */
  readonly unit: string
  /** update-status: nothing has changed. */
  readonly quiet: () => void
  /** relation-changed of the first relation, after a change of a unit databag's key that the interface ignores. */
  readonly touch: () => void
}

const SETTLE = { timeoutMs: 600_000 }
const provider = inProcess(LbProviderCharm, { project: new URL("../examples/lb-provider/", import.meta.url) })
const consumer = inProcess(LbConsumerCharm, { project: new URL("../examples/lb-consumer/", import.meta.url) })

/** A packed provider with this number of relations and this number of answered requests in each. */
export async function providerWith(
  workshop: Workshop,
  charm: string,
  relations: number,
  requests: number,
): Promise<World> {
  workshop.progress(`a provider with ${relations} relations of ${requests} requests`)
  const model = await workshop.model()
  const stand = standIn(provider.spec, () => {})
  return related(model, stand, charm, crowd("others", "requires", relations, requests), relations)
}

/** A packed consumer with one relation and this number of requests, including the example's own. */
export async function consumerWith(workshop: Workshop, charm: string, requests: number): Promise<World> {
  workshop.progress(`a consumer with ${requests} requests`)
  const model = await workshop.model()
  const stand = standIn(consumer.spec, (execution) => ask(execution, requests - 1))
  return related(model, stand, charm, crowd("others", "provides", 1, 0), 1)
}

async function related(
  model: Model,
  stand: Parameters<Model["deploy"]>[0],
  charm: string,
  others: Parameters<Model["deploy"]>[0],
  relations: number,
): Promise<World> {
  await model.deploy(stand, { name: "measured" })
  await model.deploy(others)
  await model.settle(SETTLE)
  for (let i = 0; i < relations; i += 1) model.integrate(`others:lb-${i}`, "measured")
  await model.settle(SETTLE)
  await model.refresh("measured", charm)
  await model.settle(SETTLE)
  let touched = 0
  const touch = () => {
    touched += 1
    model.config("others", { touch: touched })
  }
  // A charm that does not visit all relations after upgrade-charm sees its first relation here.
  touch()
  await model.settle(SETTLE)
  return { model, unit: "measured/0", quiet: () => model.updateStatus(), touch }
}
