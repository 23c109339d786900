import { Abort } from "@charmkit/ops"
import { accept, fail, reject, ValidationError } from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { API, ASKED, DeclaredWorld, response, serves } from "./declarative-world.ts"

/** A value known only at run time, which the compiler cannot reject. */
const atRunTime: string = ["hc[0]", "path"].join(".")

describe("a handler that throws", () => {
  const failing = (world: DeclaredWorld, name: string) => {
    const { serve } = world
    world.serve = (request) => {
      if (request.name === name) throw new Error("cloud says no: token=abc")
      return serve(request)
    }
  }

  test("affects no other request; the requirer gets an error without details, the log has them", async () => {
    const world = await DeclaredWorld.started()
    failing(world, "a")
    const peer = await world.addPeer("other", 2, ASKED)
    expect(response(world, "a", peer)).toMatchObject({
      error: "provider_error",
      error_message: "the provider failed; its log says why",
      received_hash: "h1",
    })
    expect(response(world, "b", peer)?.address).toBe("b.example")
    const line =
      'serve threw for the request "a" of relation lb-consumers:2; it stays open: Error: cloud says no'
    expect(world.model.logs.filter((one) => one.includes(line))).not.toEqual([])
  })

  test("is called again in the next hook of the relation, by the next leader too, and writes nothing new", async () => {
    const world = await DeclaredWorld.started({ providers: 2 })
    failing(world, "a")
    const peer = await world.addPeer("other", 2, ASKED)
    const before = world.own("lb", peer)
    world.take()
    await world.configure("lb/0")
    await world.elect("lb/1")
    // The other request has default backends, which a new leader serves once more.
    expect(serves(world)).toEqual(["lb/0 serve a", "lb/1 serve api", "lb/1 serve a"])
    expect(world.own("lb", peer)).toEqual(before)
    world.serve = () => accept({ address: "now.example" })
    await world.configure("lb/1")
    await world.configure("lb/1")
    expect(serves(world)).toEqual(["lb/1 serve a"])
    expect(response(world, "a", peer)?.address).toBe("now.example")
  })

  test("keeps a current address, and is called again", async () => {
    const world = await DeclaredWorld.started()
    failing(world, "api")
    await world.asProvider("lb/0", ({ lb }) => lb.serveAgain())
    world.model.bag(world.relation, "web/0").set("ingress-address", "10.9.9.9")
    await world.model.settle()
    expect(await world.state("web/0")).toMatchObject({ state: "ready", address: "api.example" })
    world.take()
    await world.configure("lb/0")
    expect(serves(world)).toEqual(["lb/0 serve api"])
  })

  test("keeps an address from the same hook", async () => {
    const world = new DeclaredWorld()
    world.model.bag(world.relation, "lb").set("version", "1")
    await world.model.hook("web/0", "relation-created", { relation: world.relation })
    await world.model.hook("web/0", "config-changed")
    let calls = 0
    world.serve = () => {
      calls += 1
      if (calls > 1) throw new Error("the second time")
      return accept({ address: "first.example" })
    }
    world.onProviderConfig = ({ lb }) => lb.serveAgain()
    await world.model.hook("lb/0", "config-changed")
    expect(calls).toBe(2)
    expect(response(world, "api")?.address).toBe("first.example")
  })

  test("an invalid return value counts as an exception", async () => {
    const world = new DeclaredWorld()
    const made = [
      () => accept({ address: "a b;c" }),
      () => reject(String()),
      () => fail(String()),
      () => reject({ [atRunTime]: "unknown field" }),
      () => reject({ public: String() }),
      () => JSON.parse('{"address": "look.alike"}'),
      () => JSON.parse("null"),
    ]
    await world.model.integrate(world.relation)
    for (const make of made) {
      world.serve = make
      world.model.logs.length = 0
      await world.asProvider("lb/0", ({ lb }) => lb.serveAgain())
      expect(world.model.logs.filter((line) => line.includes("serve threw"))).toHaveLength(1)
      expect(response(world, "api")?.address).toBe("api.example")
    }
  })

  test("the functions that create answers throw for invalid values", () => {
    expect(() => accept({ address: "a b;c" })).toThrow(ValidationError)
    expect(() => reject({ [atRunTime]: "unknown field" })).toThrow(
      "errorFields (error_fields): Unknown field: hc[0].path",
    )
  })

  test("terminal escapes in messages are removed", async () => {
    const world = new DeclaredWorld()
    world.serve = () => fail("\u001b[31mquota\u0000")
    await world.model.integrate(world.relation)
    expect(response(world, "api")?.error_message).toBe("\uFFFD[31mquota\uFFFD")
  })

  test("the charm can still abort the dispatch", async () => {
    const world = await DeclaredWorld.started()
    const before = world.own("lb")
    world.serve = () => {
      throw new Abort(0)
    }
    world.declared.api = () => ({ ...API, sticky: true })
    await world.configure("web/0")
    expect(world.own("lb")).toEqual(before)
  })
})
