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

/** The provider's response in its application databag. */
function answer(model: Model, requirer = "lb-consumer"): unknown {
  const text = model.relations(requirer)[0]?.databags[NAME]?.response_web
  return text === undefined ? undefined : JSON.parse(text)
}

test("without a configured address the response has its unit's", async () => {
  await using model = await related()
  expect(answer(model)).toMatchObject({ address: unit(model)?.["public-address"], error: null })
  expect(unit(model)?.["workload-status"].message).toBe("1 request")
})

test("a changed address reaches consumers with a response", async () => {
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

test("the response to a withdrawn request is removed", async () => {
  await using model = await related()
  model.config("lb-consumer", { "load-balanced": false })
  await model.settle()
  expect(answer(model)).toBeUndefined()
  expect(unit(model)?.["workload-status"].message).toBe("0 requests")
})

test("L25: two consumers get a response, and one that leaves is forgotten", async () => {
  await using model = await related()
  await model.deploy(consumer, { name: "other" })
  model.integrate("other", NAME)
  await model.settle()
  expect(unit(model)?.["workload-status"].message).toBe("2 requests")
  expect(answer(model, "other")).toMatchObject({ error: null })
  model.removeRelation("lb-consumer", NAME)
  await model.settle()
  expect(unit(model)?.["workload-status"].message).toBe("1 request")
  expect(answer(model, "other")).toMatchObject({ error: null })
})

test("a new leader writes no response twice, and shows the old leader's status", async () => {
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

test("without a configured address a new leader answers with its own, because the old leader's may no longer exist", async () => {
  await using model = await related()
  model.addUnits(NAME)
  await model.settle()
  await model.setLeader(`${NAME}/1`)
  await model.settle()
  expect(answer(model)).toMatchObject({ address: model.showUnit(`${NAME}/1`)["public-address"] })
})
