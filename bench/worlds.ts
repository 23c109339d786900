import { inProcess } from "@charmkit/testing"
import type { Model } from "minijuju"
import { LbConsumerCharm } from "../examples/lb-consumer/src/charm.ts"
import { LbProviderCharm } from "../examples/lb-provider/src/charm.ts"
import { ask, crowd, standIn } from "./crowd.ts"
import type { Workshop } from "./workshop.ts"

/** A settled model around one unit of a packed charm, and what makes that unit run exactly one hook. */
export interface World {
  readonly model: Model
  /** The measured unit. */
  readonly unit: string
  /** update-status: nothing has happened. */
  readonly quiet: () => void
  /** relation-changed of the first relation: a key that means nothing to the interface has changed in a unit databag. */
  readonly touch: () => void
}

const SETTLE = { timeoutMs: 600_000 }
const provider = inProcess(LbProviderCharm, { project: new URL("../examples/lb-provider/", import.meta.url) })
const consumer = inProcess(LbConsumerCharm, { project: new URL("../examples/lb-consumer/", import.meta.url) })

/** A packed provider with so many relations and so many answered requests in each. */
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

/** A packed consumer with one relation and so many requests of its own beside that of the example. */
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
  // A charm that does not look at all relations after a refresh learns of its first one here.
  touch()
  await model.settle(SETTLE)
  return { model, unit: "measured/0", quiet: () => model.updateStatus(), touch }
}
