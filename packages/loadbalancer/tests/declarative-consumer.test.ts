import { later } from "loadbalancer-interface"
import { parseRequest, type WireRequest } from "loadbalancer-interface/wire"
import { describe, expect, test } from "vitest"
import { API, DeclaredWorld } from "./declarative-world.ts"
import { CONSUMER_SAYS, PROVIDER_SAYS } from "./support/world.ts"

function sent(world: DeclaredWorld, name = "api", relation = world.relation): WireRequest {
  const read = parseRequest(world.own("web", relation)[`request_${name}`] ?? "")
  if (!read.ok) throw new Error(`no request ${name}: ${JSON.stringify(read.issues)}`)
  return read.value
}

const sets = (world: DeclaredWorld) => world.model.calls.filter((call) => call.includes("relation-set"))

describe("declarations", () => {
  test("a declared request is sent with all fields and its response arrives", async () => {
    const world = await DeclaredWorld.started()
    expect(world.take()).toEqual(["web/0 changed api=waiting", "lb/0 serve api", "web/0 changed api=ready"])
    expect(sent(world)).toMatchObject({
      protocol: "tcp",
      port_mapping: { 443: 6443 },
      public: true,
      health_checks: [{ protocol: "https", port: 6443, path: "/livez", interval: 30, retries: 3 }],
    })
    const state = await world.state("web/0")
    expect(state).toMatchObject({ state: "ready", address: "api.example", freshness: "current" })
    expect(`${state.status}`).toBe("active: load balancer api: api.example")
  })

  test("an unchanged request is not sent again, and hooks without changes write nothing", async () => {
    const world = await DeclaredWorld.started()
    world.take()
    const before = world.own("web")
    world.model.calls.length = 0
    world.declared.api = () => ({
      ...API,
      sticky: false,
      backends: undefined,
      healthChecks: [...(API.healthChecks ?? [])],
    })
    for (const hook of ["config-changed", "upgrade-charm", "leader-elected"])
      await world.model.hook("web/0", hook)
    await world.model.hook("web/0", "relation-changed", { relation: world.relation })
    expect(sets(world)).toEqual([])
    expect(world.model.calls.filter((call) => call.includes("state-set"))).toEqual([])
    expect(world.own("web")).toEqual(before)
    expect(world.take()).toEqual(["web/0 config"])
  })

  test("an equal request that another library wrote with another text and hash is not sent again", async () => {
    const world = new DeclaredWorld()
    const text =
      '{"port_mapping":{"443":"6443"},"protocol":"tcp","id":"theirs","name":"api","sent_hash":"token","public":true}'
    world.declared.api = () => ({ protocol: "tcp", portMapping: { 443: 6443 } })
    world.model.bag(world.relation, "web").set("version", "1").set("request_api", text)
    world.model.bag(world.relation, "lb").set("version", "1")
    await world.configure("web/0")
    expect(world.own("web").request_api).toBe(text)
    expect(await world.state("web/0")).toMatchObject({ state: "ready" })
  })

  test("a changed declaration is sent under the same id, health checks as a whole list", async () => {
    const world = await DeclaredWorld.started()
    const { id } = sent(world)
    world.declared.api = () => ({ ...API, healthChecks: [{ protocol: "tcp", port: 6443 }] })
    await world.configure("web/0")
    expect(sent(world)).toMatchObject({ id, health_checks: [{ protocol: "tcp", port: 6443, path: null }] })
    world.declared.api = () => ({ ...API, healthChecks: undefined })
    await world.configure("web/0")
    expect(sent(world)).toMatchObject({ id, health_checks: [] })
  })

  test("the states are updated before the charm's own observer of the same event runs", async () => {
    const world = await DeclaredWorld.started()
    world.take()
    world.declared.api = () => ({ ...API, sticky: true })
    await world.configure("web/0")
    expect(world.take()).toEqual([
      "web/0 changed api=stale",
      "web/0 config",
      "lb/0 serve api",
      "web/0 changed api=ready",
    ])
  })

  test("refresh sends changes that have other causes than Juju's events", async () => {
    const world = await DeclaredWorld.started()
    world.take()
    let sticky = false
    world.declared.api = () => ({ ...API, sticky })
    const seen = await world.asConsumer("web/0", ({ lb }) => {
      const before = lb.state("api").state
      sticky = true
      // Not awaited: it has written everything when it returns.
      void lb.refresh()
      return [before, lb.state("api").state]
    })
    expect(seen).toEqual(["ready", "stale"])
    expect(sent(world).sticky).toBe(true)
    expect(world.take()).toContain("web/0 changed api=ready")
  })

  test("an observer of changed can call refresh without an endless loop", async () => {
    const world = new DeclaredWorld()
    world.onChanged = ({ lb }) => lb.refresh()
    await world.model.integrate(world.relation)
    expect(await world.state("web/0")).toMatchObject({ state: "ready" })
  })

  test("one request can depend on the response to another", async () => {
    const world = new DeclaredWorld()
    let address: string | undefined
    world.declared.ui = () => (address === undefined ? undefined : { ...API, ingressAddress: address })
    world.onChanged = ({ lb }) => {
      const api = lb.state("api")
      address = api.state === "ready" ? api.address : undefined
      return lb.refresh()
    }
    await world.model.integrate(world.relation)
    expect(sent(world, "ui").ingress_address).toBe("api.example")
    expect(await world.state("web/0", "ui")).toMatchObject({ state: "ready", address: "ui.example" })
  })
})

describe("withdrawals", () => {
  test("undefined withdraws the request, and the provider calls remove", async () => {
    const world = await DeclaredWorld.started()
    world.take()
    world.declared.api = () => undefined
    await world.configure("web/0")
    expect(world.own("web")).toEqual(CONSUMER_SAYS)
    expect(world.own("lb")).toEqual(PROVIDER_SAYS)
    expect(world.take()).toEqual(["web/0 changed api=withdrawn", "web/0 config", "lb/0 remove api"])
    const state = await world.state("web/0")
    expect([state.state, `${state.status}`]).toEqual(["withdrawn", "active"])
  })

  test("declared again, it is a new request", async () => {
    const world = await DeclaredWorld.started()
    const { id } = sent(world)
    world.declared.api = () => undefined
    await world.configure("web/0")
    world.declared.api = () => API
    await world.configure("web/0")
    expect(sent(world).id).not.toBe(id)
    expect(await world.state("web/0")).toMatchObject({ state: "ready" })
  })

  test("names that a later version of the charm does not declare are withdrawn, by another leader too", async () => {
    const world = new DeclaredWorld({ consumers: 2 })
    world.declared = { old: () => API, api: () => API }
    await world.refreshConsumer("web/0")
    await world.model.integrate(world.relation)
    const before = sent(world)
    expect(sent(world, "old").id).not.toBe(before.id)
    world.declared = { api: () => API }
    world.take()
    await world.refreshConsumer("web/1")
    expect(Object.keys(world.own("web")).sort()).toEqual([
      "declared_api",
      "extensions",
      "request_api",
      "version",
    ])
    expect(sent(world)).toEqual(before)
    expect(world.take()).toEqual(["lb/0 remove old"])
  })

  test("a name that another request has taken since is not withdrawn", async () => {
    const world = await DeclaredWorld.started()
    const { id } = sent(world)
    const text = world.own("web").request_api?.replace(id, "another") ?? ""
    world.model.bag(world.relation, "web").set("request_api", text)
    world.declared = {}
    await world.refreshConsumer("web/0")
    expect(world.own("web").request_api).toBe(text)
    expect(world.own("web")).not.toHaveProperty("declared_api")
  })

  test("requests that were not declared stay", async () => {
    const world = await DeclaredWorld.started()
    const text = world.own("web").request_api?.replace('"api"', '"theirs"') ?? ""
    world.model.bag(world.relation, "web").set("request_theirs", text)
    await world.configure("web/0")
    expect(world.own("web").request_theirs).toBe(text)
  })
})

describe("relations and leaders", () => {
  test("requests are sent again in a new relation", async () => {
    const world = await DeclaredWorld.started()
    const { id } = sent(world)
    world.take()
    await world.end(world.relation)
    expect(world.take()).toEqual(["web/0 changed api=absent", "lb/0 remove api"])
    const state = await world.state("web/0")
    expect([state.state, `${state.status}`]).toEqual([
      "absent",
      "blocked: load balancer api: there is no relation; integrate lb-provider with a provider",
    ])
    const again = world.relate(7)
    await world.model.integrate(again)
    expect(sent(world, "api", again).id).not.toBe(id)
    expect(world.take()).toEqual(["web/0 changed api=waiting", "lb/0 serve api", "web/0 changed api=ready"])
  })

  test("a follower sees the response, but not whether it is current; as leader it does, and sends nothing again", async () => {
    const world = await DeclaredWorld.started({ consumers: 2 })
    expect(await world.state("web/1")).toMatchObject({
      state: "ready",
      freshness: "unknown",
      address: "api.example",
    })
    const before = sent(world)
    world.take()
    await world.elect("web/1")
    expect(sent(world)).toEqual(before)
    expect(await world.state("web/1")).toMatchObject({ state: "ready", freshness: "current" })
    expect(await world.state("web/0")).toMatchObject({ state: "ready", freshness: "unknown" })
    expect(world.take()).toEqual([])
  })

  test("followers write nothing to the relation", async () => {
    const world = await DeclaredWorld.started({ consumers: 2 })
    world.model.calls.length = 0
    world.declared.api = () => ({ ...API, sticky: true })
    await world.model.hook("web/1", "config-changed")
    expect(sets(world)).toEqual([])
  })

  test("a new leader sends a request that was never sent", async () => {
    const world = new DeclaredWorld({ consumers: 2 })
    world.model.setLeader("web", undefined)
    await world.model.integrate(world.relation)
    expect(world.own("web")).toEqual({})
    await world.elect("web/1")
    expect(await world.state("web/1")).toMatchObject({ state: "ready", freshness: "current" })
  })

  test("the oldest of several relations is used, and the status says so", async () => {
    const world = await DeclaredWorld.started()
    const second = world.relate(2)
    await world.model.integrate(second)
    expect(Object.keys(world.own("web", second))).toEqual([])
    const state = await world.state("web/0")
    expect([state.state, `${state.status}`]).toEqual([
      "ready",
      "blocked: lb-provider has 2 relations and uses the oldest one; remove the others",
    ])
  })

  test("responses of an earlier relation do not count as revoked in the next one", async () => {
    const world = await DeclaredWorld.started()
    await world.model.integrate(world.relate(2))
    world.serve = () => later()
    world.take()
    await world.end(world.relation)
    expect(world.take().filter((event) => event.startsWith("web"))).toEqual(["web/0 changed api=waiting"])
    expect((await world.state("web/0")).state).toBe("waiting")
  })

  test("no event fires without a relation", async () => {
    const world = new DeclaredWorld()
    world.relation.alive = false
    world.declared.bad = () => ({ protocol: "tcp", portMapping: {} })
    await world.configure("web/0")
    expect(world.take()).toEqual(["web/0 config"])
    expect(world.model.logs).toEqual([])
    expect((await world.state("web/0", "bad")).state).toBe("absent")
  })
})
