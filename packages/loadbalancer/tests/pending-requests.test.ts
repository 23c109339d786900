import { accept, type Capabilities, LBConsumers, later } from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { DeclaredWorld, response, serves } from "./declarative-world.ts"
import { World } from "./support/world.ts"

const PLAIN_ANSWER =
  '{"address": "a.example", "error": null, "error_fields": {}, "error_message": null, "received_hash": "h"}'

describe("pending requests are offered again in every hook", () => {
  test.each(["later", "throws"])(
    "a request whose handler %s in serveAgain is served by serveNew",
    async (how) => {
      const world = await DeclaredWorld.started()
      const good = world.serve
      world.serve = () => {
        if (how === "later") return later()
        throw new Error("busy")
      }
      await world.asProvider("lb/0", ({ lb }) => lb.serveAgain())
      world.serve = good
      world.take()
      await world.asProvider("lb/0", ({ lb }) => lb.serveNew())
      expect(serves(world)).toEqual(["lb/0 serve api"])
    },
  )
})

test("a request whose private key is in an unreadable secret is not served by any API", async () => {
  const world = await DeclaredWorld.started()
  const sentHash: unknown = JSON.parse(world.own("web").request_api ?? "").sent_hash
  world.model
    .bag(world.relation, "web")
    .set("secrets_api", JSON.stringify({ sent_hash: sentHash, tls_key: { id: "secret:gone", revision: 1 } }))
  world.take()
  await world.asProvider("lb/0", ({ lb }) => lb.serveAgain())
  await world.asProvider("lb/0", ({ lb }) => lb.serveNew())
  expect(serves(world)).toEqual([])
})

test("invalid capabilities do not replace earlier ones, and requests are answered", async () => {
  const world = new World({ lbConsumers: { capabilities: tell } })
  let told: () => Capabilities = () => ({ sticky: false })
  function tell(): Capabilities {
    return told()
  }
  await world.model.integrate(world.relation)
  expect(world.own("lb").capabilities).toBe('{"sticky": false}')
  told = () => {
    throw new Error("no engine")
  }
  await world.model.hook("lb/0", "upgrade-charm")
  expect(world.own("lb").capabilities).toBe('{"sticky": false}')
  expect(world.model.logs.join("\n")).toContain("no engine")
})

describe("the provider's own databag", () => {
  test("an unreadable entry without a request is no removal, and is deleted", async () => {
    const world = await World.started()
    world.write("lb", "response_ghost", "{junk")
    world.write("lb", "handled_ghost2", "{junk")
    const removed: unknown[] = []
    world.provide = ({ lbConsumers }) => removed.push(...lbConsumers.removedRequests)
    await world.model.hook("lb/0", "upgrade-charm")
    expect(removed).toEqual([])
    expect(Object.keys(world.own("lb")).filter((key) => key.includes("ghost"))).toEqual([])
  })

  test("another library's response to a request that is unusable here stays, and its removal is reported", async () => {
    const world = new World({ lbConsumers: { refuseInvalid: true } })
    const removed: string[] = []
    world.provide = ({ lbConsumers }) => removed.push(...lbConsumers.removedRequests.map(({ name }) => name))
    world.write("web", "version", "1")
    world.write(
      "web",
      "request_n",
      '{"id": "i", "name": "n", "protocol": "tcp", "port_mapping": {"1": 2}, "backends": ["a b;c"], "sent_hash": "h"}',
    )
    world.write("lb", "response_n", PLAIN_ANSWER)
    await world.model.hook("lb/0", "upgrade-charm")
    expect(world.own("lb").response_n).toBe(PLAIN_ANSWER)
    world.write("web", "request_n", undefined)
    await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
    expect(removed).toEqual(["n"])
  })
})

describe("details that a provider has left behind when it moved to Python", () => {
  async function answeredWithPorts(): Promise<World> {
    const world = await World.started()
    await world.asProvider("lb/0", ({ lbConsumers }) => {
      for (const request of lbConsumers.allRequests) {
        Object.assign(request.response, { address: "old.example", ports: { 443: 8443 } })
        lbConsumers.sendResponse(request)
      }
    })
    expect(world.own("lb")).toHaveProperty("details_my-service")
    return world
  }
  const seen = (world: World) =>
    world.asConsumer("web/0", ({ lb }) => {
      const [one] = lb.allResponses
      return [one?.addresses, one?.url("https", 443)]
    })

  test("do not override another address", async () => {
    const world = await answeredWithPorts()
    expect(await seen(world)).toEqual([["old.example"], "https://old.example:8443"])
    const text = world.own("lb")["response_my-service"] ?? ""
    world.write("lb", "response_my-service", text.replace("old.example", "new.example"))
    expect(await seen(world)).toEqual([["new.example"], "https://new.example:443"])
  })

  test("do not give an address to a refused request", async () => {
    const world = await answeredWithPorts()
    const text = world.own("lb")["response_my-service"] ?? ""
    const refused = text
      .replace('"old.example"', "null")
      .replace('"error": null', '"error": "unsupported"')
      .replace('"error_message": null', '"error_message": "no"')
    world.write("lb", "response_my-service", refused)
    expect(await seen(world)).toEqual([[], undefined])
  })
})

test("both APIs at one endpoint announce the same capabilities", async () => {
  const world = new DeclaredWorld({ mixed: true })
  world.capabilities = { sticky: false }
  world.drain = () => true
  world.serve = () => accept({ address: "a.example" })
  await world.model.integrate(world.relation)
  expect(LBConsumers.handleKind).toBe("LBConsumers")
  expect(world.own("lb").capabilities).toBe('{"sticky": false}')
  expect(world.own("lb").extensions).toBe('["details", "drain", "secrets"]')
  expect(response(world, "api")?.address).toBe("a.example")
})

describe("deferRequest", () => {
  const refuse = (world: World): void => {
    world.provide = ({ lbConsumers }) => {
      for (const request of lbConsumers.newRequests) {
        Object.assign(request.response, { error: "provider_error", errorMessage: "the cloud is busy" })
        lbConsumers.sendResponse(request)
        lbConsumers.deferRequest(request)
      }
    }
  }
  const seenNew = (world: World, unit = "lb/0") =>
    world.asProvider(unit, ({ lbConsumers }) => lbConsumers.newRequests.map(({ name }) => name))

  test("a refused and deferred request is offered in every hook, also to the next leader, until it is answered", async () => {
    const world = new World({ providers: 2 })
    refuse(world)
    await world.model.integrate(world.relation)
    expect(world.own("lb")["response_my-service"]).toContain("the cloud is busy")
    const before = world.own("lb")
    expect(await seenNew(world)).toEqual(["my-service"])
    expect(await seenNew(world)).toEqual(["my-service"])
    await world.model.hook("lb/0", "config-changed")
    expect(world.own("lb")).toEqual(before)
    world.model.setLeader("lb", "lb/1")
    expect(await seenNew(world, "lb/1")).toEqual(["my-service"])
    await world.asProvider("lb/1", ({ lbConsumers }) => {
      for (const request of lbConsumers.newRequests) {
        Object.assign(request.response, { error: null, errorMessage: null, address: "192.0.2.7" })
        lbConsumers.sendResponse(request)
      }
    })
    expect(await seenNew(world, "lb/1")).toEqual([])
    expect(world.own("lb")["response_my-service"]).toContain("192.0.2.7")
  })

  test("its removal is reported, because something may have been created for it", async () => {
    const world = new World()
    world.provide = ({ lbConsumers }) => {
      for (const one of lbConsumers.newRequests) lbConsumers.deferRequest(one)
    }
    await world.model.integrate(world.relation)
    expect(world.own("lb")).not.toHaveProperty("response_my-service")
    await world.asConsumer("web/0", ({ lb }) => lb.removeRequest("my-service"))
    const removed = await world.asProvider("lb/0", ({ lbConsumers }) =>
      lbConsumers.removedRequests.map(({ name }) => name),
    )
    expect(removed).toEqual(["my-service"])
  })

  test("on a follower it only logs a warning", async () => {
    const world = new World({ providers: 2, lbConsumers: { followersRead: true } })
    await world.model.integrate(world.relation)
    const before = world.own("lb")
    await world.asProvider("lb/1", ({ lbConsumers }) => {
      for (const one of lbConsumers.allRequests) lbConsumers.deferRequest(one)
    })
    expect(world.own("lb")).toEqual(before)
    expect(world.model.logs.join("\n")).toContain("lb/1 does not lead and cannot defer a request")
  })
})
