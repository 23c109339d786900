import { beforeEach, describe, expect, test } from "vitest"
import { World } from "./support/world.ts"

let world: World
beforeEach(async () => {
  world = await World.started()
  await acknowledge()
})

const acknowledge = () =>
  world.asConsumer("web/0", ({ lb }) => {
    for (const response of lb.newResponses) lb.ackResponse(response)
  })

const unread = () =>
  world.asConsumer("web/0", ({ lb }) => [lb.isChanged, lb.newResponses.map(({ address }) => address)])

const answer = (fields: object) =>
  world.asProvider("lb/0", ({ lbConsumers }) => {
    for (const request of lbConsumers.allRequests) {
      Object.assign(request.response, fields)
      lbConsumers.sendResponse(request)
    }
  })

describe("an acknowledgement ends", () => {
  test("with a refusal that is not acknowledged: the same address is new after it", async () => {
    expect(await unread()).toEqual([false, []])
    await answer({ error: "provider_error", errorMessage: "the cloud is full" })
    await answer({ error: null, errorMessage: null, address: "my-service.example" })
    expect(await unread()).toEqual([true, ["my-service.example"]])
  })

  test("with another request: the same response is new after the request is changed back", async () => {
    world.provide = () => undefined
    const send = (sticky: boolean) =>
      world.asConsumer("web/0", ({ lb }) =>
        lb.sendRequest(Object.assign(lb.getRequest("my-service"), { sticky })),
      )
    await send(true)
    expect(await unread()).toEqual([false, []])
    await send(false)
    expect(await unread()).toEqual([true, ["my-service.example"]])
  })

  test("with the relation: in the next one the same response is new", async () => {
    const text = world.own("lb")["response_my-service"] ?? ""
    await world.model.hook("web/0", "relation-broken", { relation: world.relation })
    world.relation.alive = false
    const next = world.model.relate(2, { web: "lb-provider", lb: "lb-consumers" })
    world.model.bag(next, "lb").set("version", "1").set("response_my-service", text)
    world.model.bag(next, "web").set("request_my-service", world.own("web")["request_my-service"] ?? "")
    await world.model.hook("web/0", "relation-changed", { relation: next })
    expect(await unread()).toEqual([true, ["my-service.example"]])
  })
})

test("it survives hooks in which nothing has changed", async () => {
  await world.model.hook("web/0", "relation-changed", { relation: world.relation })
  await world.model.hook("web/0", "config-changed")
  expect(await unread()).toEqual([false, []])
})
