import { LoadBalancerError } from "loadbalancer-interface"
import { parseAnswerRecord } from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { CONSUMER_SAYS, PROVIDER_SAYS, World } from "./support/world.ts"

describe("removals", () => {
  test("a removed request is reported with its last known data, and its response is deleted", async () => {
    const world = await World.started()
    const id = await world.asConsumer("web/0", ({ lb }) => lb.getRequest("my-service").id)
    const removed: unknown[] = []
    world.provide = ({ lbConsumers }) => {
      for (const request of lbConsumers.removedRequests) {
        removed.push([request.name, request.id, request.lastKnown?.portMapping, request.lastKnown?.backends])
        lbConsumers.revokeResponse(request)
      }
    }
    world.take()
    await world.asConsumer("web/0", ({ lb }) => lb.removeRequest("my-service"))
    expect(removed).toEqual([["my-service", id, { 443: 8443 }, []]])
    expect(world.own("lb")).toEqual(PROVIDER_SAYS)
    expect(world.own("web")).toEqual(CONSUMER_SAYS)
    expect(world.take()).toEqual(["lb/0 requests_changed"])
  })

  test("the private key is not in the answer record", async () => {
    const world = await World.started()
    // As for a provider with the Python library; others never get the key as plain text.
    world.write("lb", "extensions", undefined)
    await world.asConsumer("web/0", ({ lb }) => {
      const request = lb.getRequest("my-service")
      request.tlsCert = "CERT"
      request.tlsKey = "SECRET"
      lb.sendRequest(request)
    })
    expect(JSON.stringify(world.own("lb"))).not.toContain("SECRET")
    const note = parseAnswerRecord(world.own("lb")["handled_my-service"] ?? "")
    expect(note).toMatchObject({ ok: true, value: { request: { tls_cert: "CERT", tls_key: null } } })
  })

  test("a broken relation reports its requests as removed, once", async () => {
    const world = await World.started()
    world.take()
    const removed: unknown[] = []
    world.provide = ({ lbConsumers }) => {
      removed.push(...lbConsumers.removedRequests.map(({ name, lastKnown }) => [name, lastKnown?.protocol]))
      for (const request of lbConsumers.removedRequests) lbConsumers.revokeResponse(request)
      removed.push(lbConsumers.removedRequests.length, lbConsumers.allRequests.length)
    }
    await world.model.hook("lb/0", "relation-broken", { relation: world.relation })
    await world.model.hook("web/0", "relation-broken", { relation: world.relation })
    expect(removed).toEqual([["my-service", "tcp"], 0, 0])
    expect(world.take()).toEqual(["lb/0 requests_changed", "web/0 response_changed"])
  })

  test("a request whose response was revoked is new again in the next hook, until it is answered", async () => {
    const world = await World.started()
    await world.asConsumer("web/0", ({ lb }) => {
      for (const response of lb.newResponses) lb.ackResponse(response)
    })
    world.take()
    await world.asProvider("lb/0", ({ lbConsumers }) => {
      for (const request of lbConsumers.allRequests) lbConsumers.revokeResponse(request)
    })
    expect(world.take()).toEqual(["web/0 response_changed"])
    const seen = await world.asConsumer("web/0", ({ lb }) => {
      const revoked = lb.revokedResponses
      for (const response of revoked) lb.ackResponse(response)
      return { revoked, after: lb.isChanged }
    })
    expect(seen).toEqual({ revoked: [{ name: "my-service" }], after: false })
    await world.model.hook("lb/0", "config-changed")
    await world.model.settle()
    expect(world.take()).toEqual([
      "lb/0 requests_changed",
      "web/0 response_available",
      "web/0 response_changed",
    ])
  })

  test("responding to a removed request throws an error", async () => {
    const world = await World.started()
    world.provide = () => undefined
    const [request] = await world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.allRequests)
    await world.asConsumer("web/0", ({ lb }) => lb.removeRequest("my-service"))
    if (request === undefined) throw new Error("there was no request")
    request.response.address = "late.example"
    await expect(
      world.asProvider("lb/0", ({ lbConsumers }) => lbConsumers.sendResponse(request)),
    ).rejects.toThrow(LoadBalancerError)
  })
})
