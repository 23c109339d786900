import { inProcess, Model } from "@charmkit/testing"
import { expect, test } from "vitest"
import { LbProviderCharm } from "../../lb-provider/src/charm.ts"
import { charm } from "./charm.ts"

const NAME = "lb-consumer-reactive"
const consumer = inProcess(charm.CharmClass, { project: new URL("..", import.meta.url) })
const provider = inProcess(LbProviderCharm, { project: new URL("../../lb-provider/", import.meta.url) })

function statusOf(model: Model, number: number) {
  const unit = model.status().applications[NAME]?.units[`${NAME}/${number}`]
  const { current, message } = unit?.["workload-status"] ?? {}
  return `${current}: ${message}`
}

/** The request in the application's databag; undefined if there is none. */
function request(model: Model): unknown {
  const text = model.relations("lb-provider")[0]?.databags[NAME]?.request_web
  return text === undefined ? undefined : JSON.parse(text)
}

async function related(options: { units?: number; config?: Record<string, boolean> } = {}): Promise<Model> {
  const model = await Model.start()
  await model.deploy(consumer, options)
  await model.deploy(provider, { config: { address: "192.0.2.7" } })
  model.integrate(NAME, "lb-provider")
  await model.settle()
  return model
}

test("it waits for a provider", async () => {
  await using model = await Model.start()
  await model.deploy(consumer)
  await model.settle()
  expect(statusOf(model, 0)).toBe("waiting: for a load balancer provider")
})

test("every unit shows the address of the response", async () => {
  await using model = await related({ units: 2 })
  expect(statusOf(model, 0)).toBe("active: reachable at 192.0.2.7")
  expect(statusOf(model, 1)).toBe("active: reachable at 192.0.2.7")
})

test("a refusal is shown with the provider's message, and a changed request resolves it", async () => {
  await using model = await related({ config: { public: false } })
  expect(statusOf(model, 0)).toMatch(/^blocked: public: /)
  model.config(NAME, { public: true })
  await model.settle()
  expect(statusOf(model, 0)).toBe("active: reachable at 192.0.2.7")
})

test("a request is withdrawn, and sent again", async () => {
  await using model = await related()
  model.config(NAME, { "load-balanced": false })
  await model.settle()
  expect(request(model)).toBeUndefined()
  expect(statusOf(model, 0)).toBe("waiting: for the load balancer")
  model.config(NAME, { "load-balanced": true })
  await model.settle()
  expect(statusOf(model, 0)).toBe("active: reachable at 192.0.2.7")
})

test("L25: without the relation it waits again, and a new relation gets a request", async () => {
  await using model = await related()
  model.removeRelation(NAME, "lb-provider")
  await model.settle()
  expect(statusOf(model, 0)).toBe("waiting: for a load balancer provider")
  model.integrate(NAME, "lb-provider")
  await model.settle()
  expect(statusOf(model, 0)).toBe("active: reachable at 192.0.2.7")
})

test("a new leader requests what the configuration says now, and does not send an unchanged request", async () => {
  await using model = await related({ units: 2 })
  const writes: string[] = []
  model.listen((event) => {
    if (event.type === "databag-changed")
      writes.push(...event.changes.map(({ key }) => `${event.owner} ${key}`))
  })
  await model.setLeader(`${NAME}/1`)
  await model.settle()
  expect(writes).toEqual([])
  model.config(NAME, { port: 8443 })
  await model.settle()
  expect(request(model)).toMatchObject({ port_mapping: { "8443": 8080 } })
  expect(statusOf(model, 1)).toBe("active: reachable at 192.0.2.7")
})
