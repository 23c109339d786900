import { inProcess, Model } from "@charmkit/testing"
import { expect, test } from "vitest"
import { LbProviderCharm } from "../../lb-provider/src/charm.ts"
import { LbConsumerCharm } from "./charm.ts"

const consumer = inProcess(LbConsumerCharm, { project: new URL("..", import.meta.url) })
const provider = inProcess(LbProviderCharm, { project: new URL("../../lb-provider/", import.meta.url) })

function statusOf(model: Model, unit: string) {
  const { current, message } =
    model.status().applications["lb-consumer"]?.units[unit]?.["workload-status"] ?? {}
  return `${current}: ${message}`
}

test("it waits for a provider", async () => {
  await using model = await Model.start()
  await model.deploy(consumer)
  await model.settle()
  expect(statusOf(model, "lb-consumer/0")).toBe("waiting: for a load balancer provider")
})

test("every unit shows the address of the response", async () => {
  await using model = await Model.start()
  await model.deploy(consumer, { units: 2 })
  await model.deploy(provider, { config: { address: "192.0.2.7" } })
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  expect(statusOf(model, "lb-consumer/0")).toBe("active: reachable at 192.0.2.7")
  expect(statusOf(model, "lb-consumer/1")).toBe("active: reachable at 192.0.2.7")
})

test("a refusal is shown with the provider's message, and a changed request resolves it", async () => {
  await using model = await Model.start()
  await model.deploy(consumer, { config: { public: false } })
  await model.deploy(provider, { config: { address: "192.0.2.7" } })
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  expect(statusOf(model, "lb-consumer/0")).toBe("blocked: public: internal load balancers are not supported")

  model.config("lb-consumer", { public: true })
  await model.settle()
  expect(statusOf(model, "lb-consumer/0")).toBe("active: reachable at 192.0.2.7")
})

test("without the relation it waits again", async () => {
  await using model = await Model.start()
  await model.deploy(consumer)
  await model.deploy(provider)
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  model.removeRelation("lb-consumer", "lb-provider")
  await model.settle()
  expect(statusOf(model, "lb-consumer/0")).toBe("waiting: for a load balancer provider")
})
