// Long because all tests share one world and its clock.
import { CharmBase, type Framework } from "@charmkit/ops"
import {
  BackendHealth,
  type BackendReport,
  HealthReports,
  LBConsumers,
  LBProvider,
  LoadBalancers,
} from "loadbalancer-interface"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { CONSUMER_ENDPOINTS, PROVIDER_ENDPOINTS, providerCharm } from "./support/charms.ts"
import { MiniModel } from "./support/mini-model.ts"
import { ask } from "./support/world.ts"

const up = (address: string): BackendReport => ({
  address,
  state: "up",
  since: new Date("2026-01-31T11:00:00Z"),
})
const down = (address: string, why = "status 503"): BackendReport => ({
  ...{ address, state: "down", why, since: new Date("2026-01-31T11:59:00Z") },
})

/** A requirer with two units that reads health, and a provider that reports `backends` in update-status. */
class World {
  readonly model = new MiniModel()
  readonly relation
  readonly events: string[] = []
  backends: readonly BackendReport[] = [up("10.0.1.0"), up("10.0.1.1")]
  refuses = false
  look: (health: BackendHealth) => void = () => undefined

  constructor({ reads = true } = {}) {
    const world = this
    class Consumer extends CharmBase {
      readonly lb = new LBProvider(this, "lb-provider")
      readonly health = reads ? new BackendHealth(this, "lb-provider") : undefined

      constructor(framework: Framework) {
        super(framework)
        this.observe(this.lb.on.available, this.ask)
        this.observe(this.lb.on.responseChanged, this.responded)
        if (this.health !== undefined) this.observe(this.health.on.changed, this.healthChanged)
        this.observe(this.on.updateStatus, this.show)
      }

      ask(): void {
        ask(this, "available")
      }

      responded(): void {
        world.events.push(`${this.unit.name} response`)
      }

      healthChanged(): void {
        const backends = this.health?.of("my-service")?.backends ?? []
        world.events.push(`${this.unit.name} ${backends.map(({ state }) => state).join(" ") || "none"}`)
      }

      show(): void {
        if (this.health !== undefined) world.look(this.health)
      }
    }
    class Provider extends CharmBase {
      readonly lb = new LBConsumers(this, "lb-consumers", {
        capabilities: { health: true },
        refuseInvalid: true,
      })
      readonly health = new HealthReports(this, "lb-consumers")

      constructor(framework: Framework) {
        super(framework)
        this.observe(this.lb.on.requestsChanged, this.answer)
        this.observe(this.on.updateStatus, this.report)
      }

      answer(): void {
        for (const request of this.lb.newRequests) {
          const { response } = request
          if (world.refuses) Object.assign(response, { error: "unsupported", errorMessage: "no" })
          else response.address = "192.0.2.7"
          this.lb.sendResponse(request)
        }
        for (const removed of this.lb.removedRequests) this.lb.revokeResponse(removed)
      }

      report(): void {
        for (const request of this.lb.allRequests) this.health.report(request, world.backends)
      }
    }
    this.model.addApp("web", Consumer, CONSUMER_ENDPOINTS, 2)
    this.model.addApp("lb", Provider, PROVIDER_ENDPOINTS, 2)
    this.relation = this.model.relate(1, { web: "lb-provider", lb: "lb-consumers" })
    this.model.giveAddresses(this.relation, (unit) => `10.0.1.${unit.split("/")[1]}`)
  }

  static async started(options = {}): Promise<World> {
    const world = new World(options)
    await world.model.integrate(world.relation)
    world.events.splice(0)
    return world
  }

  /** Runs update-status of a provider unit, then all resulting hooks. @returns the events of the requirer */
  async report(backends = this.backends, unit = "lb/0"): Promise<readonly string[]> {
    this.backends = backends
    await this.model.hook(unit, "update-status")
    await this.model.settle()
    return this.events.splice(0).sort()
  }

  async seen(unit = "web/0") {
    let health: ReturnType<BackendHealth["of"]>
    this.look = (one) => {
      health = one.of("my-service")
    }
    await this.model.hook(unit, "update-status")
    return health
  }

  get text(): string | undefined {
    return this.model.plain(this.relation, "lb")["health_my-service"]
  }

  write(app: string, key: string, value: string): void {
    this.model.bag(this.relation, app).set(key, value)
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-01-31T12:00:00Z") }))
afterEach(() => void vi.useRealTimers())
const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

describe("the health of backends", () => {
  test("reaches every unit, when a state changes and not otherwise", async () => {
    const world = await World.started()
    expect(await world.report()).toEqual(["web/0 up up", "web/1 up up"])
    pass(600)
    const since = new Date("2026-01-31T11:30:00Z")
    expect(await world.report([{ ...up("10.0.1.0"), since }, up("10.0.1.1")])).toEqual([])
    expect(await world.report([up("10.0.1.0"), down("10.0.1.1")])).toEqual(["web/0 up down", "web/1 up down"])
    for (const unit of ["web/0", "web/1"])
      expect(await world.seen(unit)).toEqual({
        reported: new Date("2026-01-31T12:10:00Z"),
        backends: [{ ...up("10.0.1.0"), why: undefined }, down("10.0.1.1")],
      })
    // Another reason is no reason for a hook in every unit.
    pass(600)
    expect(await world.report([up("10.0.1.0"), down("10.0.1.1", "refused")])).toEqual([])
    // A backend that leaves is.
    expect(await world.report([up("10.0.1.0")])).toEqual(["web/0 up", "web/1 up"])
  })

  test("is written once a minute at most; a change that comes too early is written later", async () => {
    const world = await World.started()
    await world.report()
    pass(30)
    expect(await world.report([down("10.0.1.0"), up("10.0.1.1")])).toEqual([])
    pass(29)
    expect(await world.report()).toEqual([])
    expect(await world.report([down("10.0.1.0"), up("10.0.1.1")])).toEqual([])
    pass(1)
    expect(await world.report()).toEqual(["web/0 down up", "web/1 down up"])
    // The next leader keeps the pause too, and one whose clock is behind is not silenced.
    world.model.setLeader("lb", "lb/1")
    expect(await world.report([up("10.0.1.0")], "lb/1")).toEqual([])
    pass(-3600)
    expect(await world.report([up("10.0.1.0")], "lb/1")).toEqual(["web/0 up", "web/1 up"])
  })

  test("of a backend that changes all the time runs no more hooks than one a minute in each unit", async () => {
    const world = await World.started()
    await world.report()
    const before = world.model.calls.length
    // Twenty minutes, in which an attentive provider looks every ten seconds.
    for (let look = 1; look <= 120; look++) {
      pass(10)
      await world.report([look % 2 === 0 ? up("10.0.1.0") : down("10.0.1.0"), up("10.0.1.1")])
    }
    const calls = world.model.calls.slice(before)
    const writes = calls.filter((call) => call.startsWith("[lb/0] relation-set"))
    expect(writes.length).toBeGreaterThan(10)
    expect(writes.length).toBeLessThanOrEqual(20)
    // A hook of the requirer begins by reading its state.
    const hooks = calls.filter((call) => /^\[web\/\d\] state-get/.test(call))
    expect(hooks.length).toBe(2 * writes.length)
  })

  test.each([
    ["a-first", "my-service"],
    ["z-last", "my-service"],
  ])("of a new response is written at once, and opens the minute of no other: %s", async (added, old) => {
    const world = await World.started()
    await world.report()
    const { sent_hash } = JSON.parse(world.model.plain(world.relation, "web")[`request_${old}`] ?? "")
    const request = JSON.parse(world.model.plain(world.relation, "web")[`request_${old}`] ?? "")
    pass(30)
    world.write("web", `request_${added}`, JSON.stringify({ ...request, name: added, id: added }))
    await world.model.settle()
    await world.report([down("10.0.1.0"), up("10.0.1.1")])
    const texts = () => world.model.plain(world.relation, "lb")
    expect(texts()[`health_${added}`]).toContain('"down"')
    expect(texts()[`health_${old}`]).not.toContain('"down"')
    expect(JSON.parse(texts()[`health_${old}`] ?? "")).toMatchObject({ received_hash: sent_hash })
    // Both wait for the minute after the latest report.
    pass(59)
    await world.report([up("10.0.1.0"), down("10.0.1.1")])
    expect(texts()[`health_${added}`]).toContain(
      '"10.0.1.0": {"since": "2026-01-31T11:59:00Z", "state": "down"',
    )
    pass(1)
    await world.report()
    for (const name of [added, old])
      expect(texts()[`health_${name}`]).toContain(
        '"10.0.1.1": {"since": "2026-01-31T11:59:00Z", "state": "down"',
      )
  })

  test("a reason may contain anything, because backends choose its text", async () => {
    const world = await World.started()
    for (const why of [
      "\u001b[2Jx\r\n\0\u0085\u202e\u2028",
      "🚀".repeat(300),
      "\ud800",
      `${"x".repeat(199)}🚀`,
      "",
    ]) {
      world.write("lb", "health_my-service", "{")
      await world.report([down("10.0.1.0", why)])
      expect((await world.seen())?.backends[0]?.why).toMatch(/^[^\p{Cc}\p{Bidi_C}\p{Cs}\u2028]{0,200}$/u)
    }
  })

  test("of a changed request is written with its response, and is deleted with it", async () => {
    const world = await World.started()
    await world.report()
    const text = JSON.parse(world.text ?? "")
    world.write("lb", "health_my-service", JSON.stringify({ ...text, received_hash: "earlier" }))
    expect(await world.seen()).toBeUndefined()
    expect(await world.report()).toEqual([])
    expect(await world.seen()).toMatchObject({ backends: [{ state: "up" }, { state: "up" }] })
    world.model.bag(world.relation, "web").delete("request_my-service")
    await world.model.hook("lb/0", "config-changed")
    expect(Object.keys(world.model.plain(world.relation, "lb"))).toEqual([
      "capabilities",
      "extensions",
      "version",
    ])
  })

  test("is not written for a requirer that does not read it, like each one in Python", async () => {
    const world = await World.started({ reads: false })
    await world.report()
    expect(world.text).toBeUndefined()
    world.write("web", "extensions", '["details", "health"]')
    await world.report()
    expect(world.text).toContain('"state": "up"')
    world.write("web", "extensions", '["details"]')
    await world.report()
    expect(world.text).toBeUndefined()
  })

  test("that is unreadable counts as none, and affects nothing else", async () => {
    const world = await World.started()
    await world.report()
    const text = world.text ?? ""
    const document = JSON.parse(text)
    const other = (backends: unknown) => JSON.stringify({ ...document, backends })
    for (const garbage of [
      ...["{", "[]", "null", "1", '"', text.replace("up", "perhaps"), text.replace(/"2026[^"]*"/g, '"soon"')],
      other([]),
      other({ "a b; c": { state: "up" } }),
      other({ "10.0.1.0": { state: "down", why: "\u001b[2J" } }),
      other({ "10.0.1.0": { state: "down", why: "x".repeat(201) } }),
      other({ "10.0.1.0": null }),
      JSON.stringify({ ...document, received_hash: null }),
    ]) {
      world.write("lb", "health_my-service", garbage)
      expect(await world.seen(), garbage).toBeUndefined()
      await world.model.hook("web/0", "relation-changed", { relation: world.relation })
      // The provider writes it again; the time in it is not a reason to wait.
      await world.report()
      expect(await world.seen(), garbage).toMatchObject({ backends: [{ state: "up" }, { state: "up" }] })
    }
    world.write("lb", "health_my-service", text.replace('"reported"', '"later": {}, "reported"'))
    expect(await world.seen()).toMatchObject({ backends: [{ state: "up" }, { state: "up" }] })
  })

  test("of a refused request is none", async () => {
    const world = await World.started()
    await world.report()
    const response = JSON.parse(world.model.plain(world.relation, "lb")["response_my-service"] ?? "")
    world.write(
      "lb",
      "response_my-service",
      JSON.stringify({ ...response, error: "unsupported", error_message: "no" }),
    )
    expect(await world.seen()).toBeUndefined()
    await world.report()
    expect(world.text).toBeUndefined()
  })

  test.each([{}, { protocol: "x" }])("ends with the refusal of a changed request: %j", async (change) => {
    const world = await World.started()
    await world.report()
    world.refuses = true
    const request = JSON.parse(world.model.plain(world.relation, "web")["request_my-service"] ?? "")
    world.write("web", "request_my-service", JSON.stringify({ ...request, sent_hash: "other", ...change }))
    // The charm reports no health in this hook: it has no load balancer for the request.
    await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
    expect(world.model.plain(world.relation, "lb")["response_my-service"]).toContain('"unsupported"')
    expect(world.text).toBeUndefined()
  })

  test("is beside declared load balancers too", async () => {
    const model = new MiniModel()
    const seen: unknown[] = []
    class Declares extends CharmBase {
      readonly lb = new LoadBalancers(this, "lb-provider", {
        web: () => ({ protocol: "tcp" as const, portMapping: { 80: 8080 } }),
      })
      readonly health = new BackendHealth(this, "lb-provider")

      constructor(framework: Framework) {
        super(framework)
        this.observe(this.on.updateStatus, this.show)
      }

      show(): void {
        seen.push(this.lb.state("web").state, this.health.of("web")?.backends)
      }
    }
    model.addApp("web", Declares, CONSUMER_ENDPOINTS)
    const relation = model.relate(1, { web: "lb-provider", lb: "lb-consumers" })
    model.addApp("lb", providerCharm([]), PROVIDER_ENDPOINTS)
    model.bag(relation, "lb").set("version", "1")
    await model.hook("web/0", "relation-created", { relation })
    expect(model.plain(relation, "web").extensions).toBe('["details", "health"]')
    const { sent_hash } = JSON.parse(model.plain(relation, "web").request_web ?? "")
    model
      .bag(relation, "lb")
      .set("response_web", JSON.stringify({ address: "192.0.2.7", received_hash: sent_hash }))
      .set(
        "health_web",
        JSON.stringify({
          received_hash: sent_hash,
          reported: "2026-01-31T12:00:00Z",
          backends: { "10.0.1.0": { state: "draining" } },
        }),
      )
    await model.hook("web/0", "update-status")
    const backend = { address: "10.0.1.0", state: "draining", since: undefined, why: undefined }
    expect(seen).toEqual(["ready", [backend]])
  })
})
