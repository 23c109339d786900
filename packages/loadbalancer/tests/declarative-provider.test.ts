import { accept, fail, later, reject } from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { API, ASKED, DeclaredWorld, response, serves } from "./declarative-world.ts"

describe("serving", () => {
  test("every kind of response arrives, from synchronous and asynchronous handlers", async () => {
    const world = await DeclaredWorld.started()
    world.serve = async ({ name, portMapping }) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      if (name === "a") return reject({ portMapping: "taken", "portMapping.1": "used" }, "no")
      return fail(`no quota for ${Object.keys(portMapping)}`)
    }
    const peer = await world.addPeer("other", 2, ASKED)
    expect(response(world, "a", peer)).toEqual({
      address: null,
      error: "unsupported",
      error_message: "no",
      error_fields: { port_mapping: "taken; 1: used" },
      received_hash: "h1",
    })
    expect(response(world, "b", peer)).toMatchObject({
      error: "provider_error",
      error_message: "no quota for 3",
    })
    expect(response(world, "api")).toMatchObject({ address: "api.example", error: null })
  })

  test("fields of the classic API that a handler sets are not part of the response", async () => {
    const world = new DeclaredWorld()
    world.serve = (request) => {
      Object.assign(Object(request).response, { error: "unsupported", errorMessage: "left" })
      return accept({ address: "whole.example" })
    }
    await world.model.integrate(world.relation)
    expect(response(world, "api")).toMatchObject({
      address: "whole.example",
      error: null,
      error_message: null,
    })
  })

  test("a request with its own backends is not served twice: not in later hooks, by a new leader, or after losing all state", async () => {
    const world = new DeclaredWorld({ providers: 2 })
    world.declared = { api: () => ({ ...API, backends: ["192.0.2.8"] }) }
    await world.model.integrate(world.relation)
    world.take()
    const before = world.own("lb")
    await world.elect("lb/1")
    for (const unit of ["lb/0", "lb/1"]) {
      world.model.state.get(unit)?.clear()
      for (const hook of ["config-changed", "upgrade-charm"]) await world.model.hook(unit, hook)
      await world.model.hook(unit, "relation-changed", { relation: world.relation })
    }
    expect(serves(world)).toEqual([])
    expect(world.own("lb")).toEqual(before)
  })

  test("one with default backends is served once more by a new leader, who cannot know with which it was, and writes nothing", async () => {
    const world = await DeclaredWorld.started({ providers: 2 })
    world.take()
    const before = world.own("lb")
    await world.elect("lb/1")
    for (const hook of ["config-changed", "upgrade-charm"]) await world.model.hook("lb/1", hook)
    await world.model.hook("lb/1", "relation-changed", { relation: world.relation })
    expect(serves(world)).toEqual(["lb/1 serve api"])
    expect(world.own("lb")).toEqual(before)
  })

  test("followers do not call serve", async () => {
    const world = new DeclaredWorld({ providers: 2 })
    world.model.setLeader("lb", undefined)
    world.model.bag(world.relation, "lb").set("version", "1")
    await world.model.integrate(world.relation)
    expect(await world.asProvider("lb/1", ({ lb }) => lb.serveAgain())).toBeUndefined()
    expect(serves(world)).toEqual([])
    await world.elect("lb/1")
    expect(serves(world)).toEqual(["lb/1 serve api"])
  })

  test("serveAgain serves all requests again, awaited or not", async () => {
    const world = await DeclaredWorld.started()
    const peer = await world.addPeer("other", 2, ASKED)
    world.take()
    world.serve = async ({ name }) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      return accept({ address: `moved-${name}.example` })
    }
    world.onProviderConfig = ({ lb }) => void lb.serveAgain()
    await world.configure("lb/0")
    expect(serves(world)).toEqual(["lb/0 serve api", "lb/0 serve a", "lb/0 serve b"])
    expect(response(world, "b", peer)?.address).toBe("moved-b.example")
    expect(await world.state("web/0")).toMatchObject({ state: "ready", address: "moved-api.example" })
  })

  test("a request is served once, with the first backend, and neither without one nor before it is removed", async () => {
    const world = new DeclaredWorld()
    const { model, relation } = world
    world.onProviderConfig = ({ lb }) => lb.serveAgain()
    relation.joined.delete("web/0")
    for (const hook of ["relation-created", "relation-changed"])
      for (const unit of ["lb/0", "web/0"]) await model.hook(unit, hook, { relation })
    await world.configure("lb/0")
    expect([world.own("web").request_api, serves(world)]).toEqual([expect.any(String), []])

    relation.joined.add("web/0")
    await model.hook("lb/0", "relation-changed", { relation, remoteUnit: "web/0" })
    expect(serves(world)).toEqual(["lb/0 serve api"])
    await model.hook("lb/0", "relation-changed", { relation, remoteUnit: "web/0" })
    expect(serves(world)).toEqual([])

    relation.joined.delete("web/0")
    await model.hook("lb/0", "relation-departed", { relation, remoteUnit: "web/0", departing: "web/0" })
    await world.configure("lb/0")
    expect(serves(world)).toEqual([])
    await model.hook("lb/0", "relation-broken", { relation })
    expect(serves(world)).toEqual(["lb/0 remove api"])
  })

  test("later keeps a request pending until the next hook of the relation, or serveNew", async () => {
    const world = new DeclaredWorld()
    world.serve = () => later()
    await world.model.integrate(world.relation)
    world.take()
    await world.model.hook("lb/0", "config-changed")
    await world.model.hook("lb/0", "start")
    expect(serves(world)).toEqual(["lb/0 serve api"])
    expect(response(world, "api")).toBeUndefined()
    world.serve = () => accept({ address: "at.last" })
    await world.asProvider("lb/0", ({ lb }) => lb.serveNew())
    expect(response(world, "api")?.address).toBe("at.last")
    world.take()
    await world.asProvider("lb/0", ({ lb }) => lb.serveNew())
    expect(serves(world)).toEqual([])
  })

  test("a unit that loses leadership while a handler runs calls no other handler", async () => {
    const world = await DeclaredWorld.started()
    await world.addPeer("other", 2, ASKED)
    const before = world.own("lb")
    world.take()
    await world.asProvider("lb/0", ({ lb, unit }) => {
      world.serve = () => {
        Object.defineProperty(unit, "isLeader", { value: () => false })
        return accept({ address: "late.example" })
      }
      return lb.serveAgain()
    })
    expect(serves(world)).toEqual(["lb/0 serve api"])
    expect(world.own("lb")).toEqual(before)
  })

  test("the requests can be listed", async () => {
    const world = await DeclaredWorld.started()
    await world.addPeer("other", 2, { ...ASKED, request_c: "{" })
    const seen = await world.asProvider("lb/0", ({ lb }) => [
      lb.requests.map(({ name }) => name),
      lb.invalidRequests.map(({ name }) => name),
    ])
    expect(seen).toEqual([["api", "a", "b"], ["c"]])
  })
})
