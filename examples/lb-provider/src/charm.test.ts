import { inProcess, Model } from "@charmkit/testing"
import { expect, test } from "vitest"
import { LbConsumerCharm } from "../../lb-consumer/src/charm.ts"
import { LbProviderCharm } from "./charm.ts"

const provider = inProcess(LbProviderCharm, { project: new URL("..", import.meta.url) })
const consumer = inProcess(LbConsumerCharm, { project: new URL("../../lb-consumer/", import.meta.url) })

async function related(): Promise<Model> {
  const model = await Model.start()
  await model.deploy(provider)
  await model.deploy(consumer)
  model.integrate("lb-consumer", "lb-provider")
  await model.settle()
  return model
}

/** The provider's response in its application databag. */
function answer(model: Model): unknown {
  const text = model.relations("lb-consumer")[0]?.databags["lb-provider"]?.response_web
  return text === undefined ? undefined : JSON.parse(text)
}

test("without a configured address the response has its unit's", async () => {
  await using model = await related()
  const address = model.status().applications["lb-provider"]?.units["lb-provider/0"]?.["public-address"]
  expect(answer(model)).toMatchObject({ address, error: null })
})

test("a changed address reaches consumers with a response", async () => {
  await using model = await related()
  model.config("lb-provider", { address: "192.0.2.9" })
  await model.settle()
  expect(answer(model)).toMatchObject({ address: "192.0.2.9" })
})

test("it refuses internal load balancers and names the field", async () => {
  await using model = await related()
  model.config("lb-consumer", { public: false })
  await model.settle()
  expect(answer(model)).toMatchObject({
    address: null,
    error: "unsupported",
    error_fields: { public: "internal load balancers are not supported" },
  })
})

test("the response to a withdrawn request is removed", async () => {
  await using model = await related()
  model.config("lb-consumer", { "load-balanced": false })
  await model.settle()
  expect(answer(model)).toBeUndefined()
  expect(
    model.status().applications["lb-provider"]?.units["lb-provider/0"]?.["workload-status"].message,
  ).toBe("0 requests")
})

test("a new leader writes no response twice", async () => {
  await using model = await related()
  model.addUnits("lb-provider")
  model.config("lb-provider", { address: "192.0.2.7" })
  await model.settle()
  const writes: string[] = []
  model.listen((event) => {
    if (event.type === "databag-changed")
      writes.push(...event.changes.map(({ key }) => `${event.owner} ${key}`))
  })
  await model.setLeader("lb-provider/1")
  await model.settle()
  expect(writes).toEqual([])
})

test("without a configured address a new leader answers with its own, because the old leader's may no longer exist", async () => {
  await using model = await related()
  model.addUnits("lb-provider")
  await model.settle()
  await model.setLeader("lb-provider/1")
  await model.settle()
  expect(answer(model)).toMatchObject({ address: model.showUnit("lb-provider/1")["public-address"] })
})
