import { inProcess } from "@charmkit/testing"
import type { Model } from "minijuju"
import { LbConsumerCharm } from "../examples/lb-consumer/src/charm.ts"
import { LbProviderCharm } from "../examples/lb-provider/src/charm.ts"
import type { Fixtures } from "./fixtures.ts"
import { load, placeholderCharm, writeRequests } from "./load.ts"

/** A settled model with one measured unit of a packed charm, and functions that make this unit run exactly one hook. */
export interface Scenario {
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
  fixtures: Fixtures,
  charm: string,
  relations: number,
  requests: number,
): Promise<Scenario> {
  fixtures.progress(`a provider with ${relations} relations of ${requests} requests`)
  const model = await fixtures.model()
  const placeholder = placeholderCharm(provider.spec, () => {})
  return related(model, placeholder, charm, load("others", "requires", relations, requests), relations)
}

/** A packed consumer with one relation and this number of requests, including the example's own. */
export async function consumerWith(fixtures: Fixtures, charm: string, requests: number): Promise<Scenario> {
  fixtures.progress(`a consumer with ${requests} requests`)
  const model = await fixtures.model()
  const placeholder = placeholderCharm(consumer.spec, (execution) => writeRequests(execution, requests - 1))
  return related(model, placeholder, charm, load("others", "provides", 1, 0), 1)
}

async function related(
  model: Model,
  placeholder: Parameters<Model["deploy"]>[0],
  charm: string,
  others: Parameters<Model["deploy"]>[0],
  relations: number,
): Promise<Scenario> {
  await model.deploy(placeholder, { name: "measured" })
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
