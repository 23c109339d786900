import { later } from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { API, ASKED, DeclaredWorld, serves } from "./declarative-world.ts"
import { PROVIDER_SAYS } from "./support/world.ts"

describe("removals", () => {
  test("the handler gets the last known request; when it returns, the removal is complete", async () => {
    const world = await DeclaredWorld.started()
    const removed: unknown[] = []
    world.remove = async ({ name, id, lastKnown, relation }) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      removed.push([name, typeof id, lastKnown?.portMapping, lastKnown?.backends, relation.id])
    }
    world.declared.api = () => undefined
    await world.configure("web/0")
    await world.configure("lb/0")
    expect(removed).toEqual([["api", "string", { 443: 6443 }, [], 1]])
    expect(world.own("lb")).toEqual(PROVIDER_SAYS)
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

  test("a removal whose handler throws stays pending and does not block others", async () => {
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
    expect(Object.keys(world.own("lb", peer))).toEqual(["extensions", "handled_a", "response_a", "version"])
    world.remove = () => undefined
    await world.configure("lb/0")
    expect(serves(world)).toEqual(["lb/0 remove a", "lb/0 remove b", "lb/0 remove a"])
    expect(world.own("lb", peer)).toEqual(PROVIDER_SAYS)
  })

  test("in relation-broken it fails the hook, after processing the others, because there is no later hook", async () => {
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

  test("a request without a response is removed too, because its handler may have created something", async () => {
    const world = new DeclaredWorld()
    world.serve = () => later()
    await world.model.integrate(world.relation)
    world.take()
    world.declared.api = () => undefined
    await world.configure("web/0")
    expect(serves(world)).toEqual(["lb/0 remove api"])
    expect(world.own("lb")).toEqual(PROVIDER_SAYS)
  })

  test("the private key is in no answer record", async () => {
    const world = new DeclaredWorld()
    world.serve = () => later()
    await world.model.integrate(world.relation)
    const keyed = ASKED.request_a.replace("}, ", '}, "tls_cert": "CERT", "tls_key": "SECRET", ')
    const peer = await world.addPeer("other", 2, { request_a: keyed })
    expect(JSON.stringify(world.own("other", peer))).toContain("SECRET")
    expect(JSON.stringify(world.own("lb", peer))).toContain("CERT")
    expect(JSON.stringify(world.own("lb", peer))).not.toContain("SECRET")
    expect(world.model.logs.join()).not.toContain("SECRET")
  })
})
