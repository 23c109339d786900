import { Abort } from "@charmkit/ops"
import { accept, fail, later, reject } from "loadbalancer-interface"
import { parseResponse } from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { API, DeclaredWorld } from "./declarative-world.ts"

const ASKED = {
  request_a: '{"id": "1", "name": "a", "protocol": "tcp", "port_mapping": {"1": 2}, "sent_hash": "h1"}',
  request_b: '{"id": "2", "name": "b", "protocol": "tcp", "port_mapping": {"3": 4}, "sent_hash": "h2"}',
}

function response(world: DeclaredWorld, name: string, relation = world.relation) {
  const read = parseResponse(world.own("lb", relation)[`response_${name}`] ?? "")
  return read.ok ? read.value : undefined
}

const serves = (world: DeclaredWorld) => world.take().filter((event) => event.startsWith("lb"))

describe("serving", () => {
  test("every kind of answer arrives, from synchronous and asynchronous handlers", async () => {
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

  test("what a handler leaves in the classic fields does not get into the answer", async () => {
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

  test("nothing is served twice: not in later hooks, by a new leader, or after losing all state", async () => {
    const world = await DeclaredWorld.started({ providers: 2 })
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

  test("followers serve nothing", async () => {
    const world = new DeclaredWorld({ providers: 2 })
    world.model.setLeader("lb", undefined)
    world.model.bag(world.relation, "lb").set("version", "1")
    await world.model.integrate(world.relation)
    expect(await world.asProvider("lb/1", ({ lb }) => lb.serveAgain())).toBeUndefined()
    expect(serves(world)).toEqual([])
    await world.elect("lb/1")
    expect(serves(world)).toEqual(["lb/1 serve api"])
  })

  test("serveAgain answers all requests anew, awaited or not", async () => {
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

  test("later leaves a request to the next hook that looks, and to serveNew", async () => {
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

  test("requests are there to be counted", async () => {
    const world = await DeclaredWorld.started()
    await world.addPeer("other", 2, { ...ASKED, request_c: "{" })
    const seen = await world.asProvider("lb/0", ({ lb }) => [
      lb.requests.map(({ name }) => name),
      lb.invalidRequests.map(({ name }) => name),
    ])
    expect(seen).toEqual([["api", "a", "b"], ["c"]])
  })
})

describe("a handler that throws", () => {
  const failing = (world: DeclaredWorld, name: string) => {
    const { serve } = world
    world.serve = (request) => {
      if (request.name === name) throw new Error("cloud says no: token=abc")
      return serve(request)
    }
  }

  test("affects no other request; its consumer is told without details, the log has them", async () => {
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

  test("is called again in the next hook that looks, by the next leader too, and writes nothing new", async () => {
    const world = await DeclaredWorld.started({ providers: 2 })
    failing(world, "a")
    const peer = await world.addPeer("other", 2, ASKED)
    const before = world.own("lb", peer)
    world.take()
    await world.configure("lb/0")
    await world.elect("lb/1")
    expect(serves(world)).toEqual(["lb/0 serve a", "lb/1 serve a"])
    expect(world.own("lb", peer)).toEqual(before)
    world.serve = () => accept({ address: "now.example" })
    await world.configure("lb/1")
    await world.configure("lb/1")
    expect(serves(world)).toEqual(["lb/1 serve a"])
    expect(response(world, "a", peer)?.address).toBe("now.example")
  })

  test("takes no address away that still holds, and is called again", async () => {
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

  test("nor one that was given in the same hook", async () => {
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

  test("an answer that makes no sense is one of them", async () => {
    const world = new DeclaredWorld()
    const made = [
      () => accept({ address: "a b;c" }),
      () => reject(String()),
      () => fail(String()),
      () => reject({ [`hc[${0}].path`]: "unknown field" }),
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

  test("words that colour a terminal are still words", async () => {
    const world = new DeclaredWorld()
    world.serve = () => fail("\u001b[31mquota\u0000")
    await world.model.integrate(world.relation)
    expect(response(world, "api")?.error_message).toBe("\uFFFD[31mquota\uFFFD")
  })

  test("the author can still end the dispatch", async () => {
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

describe("removing", () => {
  test("the handler gets the last known request; returning settles it", async () => {
    const world = await DeclaredWorld.started()
    const removed: unknown[] = []
    world.remove = async ({ name, id, lastKnown, relation }) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      removed.push([name, typeof id, lastKnown?.portMapping, lastKnown?.backends, relation.id])
    }
    world.declared.api = () => undefined
    await world.configure("web/0")
    await world.configure("lb/0")
    expect(removed).toEqual([["api", "string", { 443: 6443 }, ["10.0.1.0"], 1]])
    expect(world.own("lb")).toEqual({ version: "1" })
  })

  test("removals come before new requests, which may need the ports", async () => {
    const world = new DeclaredWorld()
    world.declared = { old: () => API, fresh: () => undefined }
    await world.refreshConsumer("web/0")
    await world.model.integrate(world.relation)
    world.take()
    Object.assign(world.declared, { old: () => undefined, fresh: () => API })
    await world.refreshConsumer("web/0")
    expect(serves(world)).toEqual(["lb/0 remove old", "lb/0 serve fresh"])
  })

  test("a removal whose handler throws stays open and holds up nobody", async () => {
    const world = await DeclaredWorld.started()
    const peer = await world.addPeer("other", 2, ASKED)
    world.take()
    world.remove = ({ name }) => {
      if (name === "a") throw new Error("busy")
    }
    const bag = world.model.bag(peer, "other")
    bag.delete("request_a")
    bag.delete("request_b")
    await world.model.settle()
    expect(Object.keys(world.own("lb", peer))).toEqual(["handled_a", "response_a", "version"])
    world.remove = () => undefined
    await world.elect("lb/0")
    expect(serves(world)).toEqual(["lb/0 remove a", "lb/0 remove b", "lb/0 remove a"])
    expect(world.own("lb", peer)).toEqual({ version: "1" })
  })

  test("in the end of a relation it fails the hook, after the others, because there is no next one", async () => {
    const world = await DeclaredWorld.started()
    const peer = await world.addPeer("other", 2, ASKED)
    world.take()
    let busy = true
    world.remove = ({ name }) => {
      if (name === "a" && busy) throw new Error("busy")
    }
    await expect(world.model.hook("lb/0", "relation-broken", { relation: peer })).rejects.toThrow("busy")
    expect(serves(world)).toEqual(["lb/0 remove a", "lb/0 remove b"])
    busy = false
    await world.model.hook("lb/0", "relation-broken", { relation: peer })
    expect(serves(world)).toEqual(["lb/0 remove a", "lb/0 remove b"])
  })

  test("a request that was never answered is removed too: its handler may have made something", async () => {
    const world = new DeclaredWorld()
    world.serve = () => later()
    await world.model.integrate(world.relation)
    world.take()
    world.declared.api = () => undefined
    await world.configure("web/0")
    expect(serves(world)).toEqual(["lb/0 remove api"])
    expect(world.own("lb")).toEqual({ version: "1" })
  })

  test("the private key is in none of the provider's notes", async () => {
    const world = new DeclaredWorld()
    world.declared.api = () => ({ ...API, tlsTermination: true, tlsCert: "CERT", tlsKey: "SECRET" })
    world.serve = () => later()
    await world.model.integrate(world.relation)
    expect(JSON.stringify(world.own("lb"))).toContain("CERT")
    expect(JSON.stringify(world.own("lb"))).not.toContain("SECRET")
    expect(world.model.logs.join()).not.toContain("SECRET")
  })
})
