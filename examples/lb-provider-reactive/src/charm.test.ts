import { inProcess, Model } from "@charmkit/testing"
import { expect, test } from "vitest"
import { LbConsumerCharm } from "../../lb-consumer/src/charm.ts"
import { charm } from "./charm.ts"

const NAME = "lb-provider-reactive"
const provider = inProcess(charm.CharmClass, { project: new URL("..", import.meta.url) })
const consumer = inProcess(LbConsumerCharm, { project: new URL("../../lb-consumer/", import.meta.url) })

async function related(): Promise<Model> {
  const model = await Model.start()
  await model.deploy(provider)
  await model.deploy(consumer)
  model.integrate("lb-consumer", NAME)
  await model.settle()
  return model
}

function unit(model: Model, number = 0) {
  return model.status().applications[NAME]?.units[`${NAME}/${number}`]
}

/** What the provider's application has published to the consumer. */
function answer(model: Model, consumerUnit = "lb-consumer/0"): unknown {
  const text = model.showUnit(consumerUnit)["relation-info"][0]?.["application-data"].response_web
  return text === undefined ? undefined : JSON.parse(text)
}

test("without an address of its own it answers with its unit's", async () => {
  await using model = await related()
  expect(answer(model)).toMatchObject({ address: unit(model)?.["public-address"], error: null })
  expect(unit(model)?.["workload-status"].message).toBe("1 request")
})

test("another address reaches the consumers that have been answered", async () => {
  await using model = await related()
  model.config(NAME, { address: "192.0.2.9" })
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
    error_fields: { public: expect.any(String) },
  })
})

test("a withdrawn request loses its answer", async () => {
  await using model = await related()
  model.config("lb-consumer", { "load-balanced": false })
  await model.settle()
  expect(answer(model)).toBeUndefined()
  expect(unit(model)?.["workload-status"].message).toBe("0 requests")
})

test("L25: two consumers are answered, and one that leaves is forgotten", async () => {
  await using model = await related()
  await model.deploy(consumer, { name: "other" })
  model.integrate("other", NAME)
  await model.settle()
  expect(unit(model)?.["workload-status"].message).toBe("2 requests")
  expect(answer(model, "other/0")).toMatchObject({ error: null })
  model.removeRelation("lb-consumer", NAME)
  await model.settle()
  expect(unit(model)?.["workload-status"].message).toBe("1 request")
  expect(answer(model, "other/0")).toMatchObject({ error: null })
})

test("a new leader answers nothing twice, and shows what the old one showed", async () => {
  await using model = await related()
  model.addUnits(NAME)
  model.config(NAME, { address: "192.0.2.7" })
  await model.settle()
  const writes: string[] = []
  model.listen((event) => {
    if (event.type === "databag-changed")
      writes.push(...event.changes.map(({ key }) => `${event.owner} ${key}`))
  })
  await model.setLeader(`${NAME}/1`)
  await model.settle()
  expect(writes).toEqual([])
  expect(unit(model, 1)?.["workload-status"].message).toBe("1 request")
})

test("without a configured address a new leader answers with its own: the old one's may be gone with it", async () => {
  await using model = await related()
  model.addUnits(NAME)
  await model.settle()
  await model.setLeader(`${NAME}/1`)
  await model.settle()
  expect(answer(model)).toMatchObject({ address: model.showUnit(`${NAME}/1`)["public-address"] })
})
