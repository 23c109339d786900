// Long because all tests share one world of both sides.
import { CharmBase, type Framework } from "@charmkit/ops"
import {
  type Capabilities,
  LBConsumers,
  LoadBalancers,
  type Options,
  ReceivedOptions,
  RequestOptions,
} from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { CONSUMER_ENDPOINTS, PROVIDER_ENDPOINTS, providerCharm } from "./support/charms.ts"
import { MiniModel } from "./support/mini-model.ts"

const ALL: Options = {
  sourceRanges: ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"],
  connectTimeout: 1,
  clientTimeout: 2,
  serverTimeout: 3,
  idleTimeout: 86_400,
  maxConnections: 4,
  backendConnections: 5,
  proxyProtocol: "v2",
  checkTimeout: 6,
  checkRise: 7,
  checkCodes: ["200-299", "404"],
  checkName: "a.example",
  serverNames: ["a.example"],
  weights: { "10.0.0.1": 0, "2001:db8::1": 256 },
}
const wireName = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const EVERY = Object.keys(ALL).map(wireName)

/** A requirer that declares a request with options, and a provider that answers with them. */
class World {
  readonly model = new MiniModel()
  readonly relation
  options: () => Options | undefined = () => ALL
  /** What the provider has read, by hook in which the request was new. */
  readonly read: unknown[] = []
  wanted = true
  sticky = false
  /** Whether the charm changes its request in the next commit, after the observer of the options. */
  changesLate = false

  /** @param optionsFirst whether the charm constructs its options before its load balancers */
  constructor({ supported = EVERY as readonly string[], reads = true, optionsFirst = false } = {}) {
    const world = this
    class Consumer extends CharmBase {
      readonly lb: LoadBalancers<"web">
      readonly options: RequestOptions

      constructor(framework: Framework) {
        super(framework)
        const makeOptions = () => new RequestOptions(this, "lb-provider", { web: () => world.options() })
        const early = optionsFirst ? makeOptions() : undefined
        this.lb = new LoadBalancers(this, "lb-provider", {
          web: () =>
            world.wanted
              ? { protocol: "tcp" as const, portMapping: { 80: 8080 }, sticky: world.sticky }
              : undefined,
        })
        this.options = early ?? makeOptions()
        this.observe(framework.on.commit, this.refreshLate)
        this.observe(this.on.updateStatus, this.show)
      }

      async refreshLate(): Promise<void> {
        if (!world.changesLate) return
        world.changesLate = false
        world.sticky = !world.sticky
        await this.lb.refresh()
      }

      show(): void {
        world.seen = { state: this.lb.state("web"), isSupported: this.options.isSupported }
      }
    }
    const can: Capabilities = { options: supported }
    class Provider extends CharmBase {
      readonly lb = new LBConsumers(this, "lb-consumers", { capabilities: can })
      readonly options = new ReceivedOptions(this, "lb-consumers", supported)

      constructor(framework: Framework) {
        super(framework)
        this.observe(this.lb.on.requestsChanged, this.answer)
      }

      answer(): void {
        for (const request of this.lb.newRequests) {
          const { options, refusal } = this.options.of(request)
          world.read.push(options)
          const { response } = request
          if (Object.keys(refusal).length > 0)
            Object.assign(response, { error: "unsupported", errorFields: refusal })
          else {
            response.address = "192.0.2.7"
            response.fields = { "options.sourceRanges": { outcome: "applied" } }
          }
          this.lb.sendResponse(request)
        }
      }
    }
    this.model.addApp("web", Consumer, CONSUMER_ENDPOINTS, 2)
    this.model.addApp("lb", reads ? Provider : providerCharm([]), PROVIDER_ENDPOINTS)
    this.relation = this.model.relate(1, { web: "lb-provider", lb: "lb-consumers" })
    this.model.giveAddresses(this.relation, (unit) => `10.0.1.${unit.split("/")[1]}`)
  }

  seen: { state: ReturnType<LoadBalancers<string>["state"]>; isSupported: boolean } | undefined

  static async started(options: ConstructorParameters<typeof World>[0] = {}): Promise<World> {
    const world = new World(options)
    await world.model.integrate(world.relation)
    return world
  }

  own(app: string) {
    return this.model.plain(this.relation, app)
  }

  /** Changes the options in config-changed. @returns what the provider read in hooks in which the request was new */
  async change(options: unknown): Promise<readonly unknown[]> {
    this.options = () => options as Options
    return this.configure()
  }

  async configure(): Promise<readonly unknown[]> {
    this.read.splice(0)
    await this.model.hook("web/0", "config-changed")
    await this.model.settle()
    return [...this.read]
  }

  async state(unit = "web/0") {
    await this.model.hook(unit, "update-status")
    return this.seen
  }
}

describe("options of a request", () => {
  test.each([false, true])(
    "reach a provider that reads them, in one write with the request, constructed first: %s",
    async (optionsFirst) => {
      const world = await World.started({ optionsFirst })
      expect(world.read).toEqual([ALL])
      expect(world.own("web").extensions).toBe('["details", "options"]')
      expect(world.own("lb").extensions).toBe('["details", "options", "secrets"]')
      const { state, isSupported } = (await world.state()) ?? {}
      expect(isSupported).toBe(true)
      if (state?.state !== "ready") throw new Error(state?.state)
      expect(state.response.details?.fields).toMatchObject({ "options.sourceRanges": { outcome: "applied" } })
      world.sticky = true
      expect(await world.configure()).toEqual([ALL])
      world.changesLate = true
      expect(await world.configure()).toEqual([ALL])
    },
  )

  test.each([false, true])(
    "belong to a request that is sent in the commit of a charm, constructed first: %s",
    async (optionsFirst) => {
      const world = new World({ optionsFirst })
      world.wanted = false
      await world.model.integrate(world.relation)
      world.wanted = true
      world.changesLate = true
      expect(await world.model.hook("web/0", "update-status").then(() => world.model.settle())).toBe(
        undefined,
      )
      expect(world.read).toEqual([ALL])
    },
  )

  test("make the request new when they change, and only then", async () => {
    const world = await World.started()
    expect(await world.change({ ...ALL, weights: { "2001:db8::1": 256, "10.0.0.1": 0 } })).toEqual([])
    expect(await world.change({ idleTimeout: 300 })).toMatchObject([{ idleTimeout: 300, weights: undefined }])
    expect(await world.change({ idleTimeout: 300, sourceRanges: undefined })).toEqual([])
    expect(await world.change(undefined)).toEqual([{}])
    expect(Object.keys(world.own("web"))).not.toContain("options_web")
    await world.change(ALL)
    world.wanted = false
    await world.configure()
    expect(Object.keys(world.own("web"))).toEqual(["extensions", "version"])
  })

  test("make the request new only while they are current and announced", async () => {
    const world = await World.started()
    const bag = world.model.bag(world.relation, "web")
    const text = bag.get("options_web") ?? ""
    const reads = async (key: string, value: string) => {
      world.read.splice(0)
      bag.set(key, value)
      await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
      return [...world.read]
    }
    const stale = JSON.stringify({ ...JSON.parse(text), sent_hash: "earlier" })
    expect(await reads("options_web", stale)).toEqual([{}])
    expect(await reads("options_web", stale.replace("86400", "5"))).toEqual([])
    expect(await reads("options_web", text)).toEqual([ALL])
    expect(await reads("extensions", '["details"]')).toEqual([{}])
    expect(await reads("options_web", text.replace("86400", "5"))).toEqual([])
    expect(await reads("extensions", '["details", "options"]')).toEqual([{ ...ALL, idleTimeout: 5 }])
  })

  test("are refused by name if the provider does not support them", async () => {
    const world = await World.started({ supported: ["source_ranges"] })
    const { state } = (await world.state()) ?? {}
    if (state?.state !== "rejected") throw new Error(state?.state)
    const { errorPaths = {} } = state.response.details ?? {}
    const refused = Object.keys(ALL).filter((name) => name !== "sourceRanges")
    expect(Object.keys(errorPaths).sort()).toEqual(refused.map((name) => `options.${name}`).sort())
    // The Python library and its readers have no field for it.
    expect(state.errorFields).toEqual({})
    expect(state.errorMessage).toContain("options.idle_timeout: is not supported; ")
    await world.change({ sourceRanges: [] })
    expect((await world.state())?.state).toMatchObject({ state: "ready" })
  })

  test("never reach a provider that does not announce it, like each one in Python", async () => {
    const world = await World.started({ reads: false })
    expect(Object.keys(world.own("web"))).not.toContain("options_web")
    expect((await world.state())?.isSupported).toBe(false)
  })

  test.each([
    [
      { sourceRanges: ["10.0.0.0 8"] },
      /sourceRanges\[0\] \(source_ranges\): Must be an IP address or a network/,
    ],
    [{ idleTimeout: 0 }, /idleTimeout \(idle_timeout\): Must be from 1 to 86400, is 0/],
    [{ checkCodes: ["600"] }, /checkCodes\[0\]/],
    [{ checkName: "a b" }, /checkName/],
    [{ weights: { "a;b": 1 } }, /weights/],
    [{ weights: { a: 257 } }, /weights/],
    [{ proxyProtocol: "v3" }, /proxyProtocol/],
    [{ idelTimeout: 1 }, /idelTimeout: There is no such field/],
  ])("that are invalid are logged, and the earlier ones stay: %j", async (options, words) => {
    const world = await World.started()
    const before = world.own("web").options_web
    expect(await world.change(options)).toEqual([])
    expect(world.own("web").options_web).toBe(before)
    expect(world.model.logs.join("\n")).toMatch(words)
  })

  test("that throw open nothing: the earlier ones stay, also for a changed request; a new one serves nobody", async () => {
    const fail = () => {
      throw new Error("no data yet")
    }
    const world = await World.started()
    const before = world.own("web").options_web
    world.options = fail
    await world.configure()
    expect(world.own("web").options_web).toBe(before)
    world.sticky = true
    expect(await world.configure()).toEqual([ALL])
    const first = new World()
    first.options = fail
    await first.model.integrate(first.relation)
    expect(first.read.at(-1)).toMatchObject({ sourceRanges: [] })
    // A request that is served without options stays so.
    const none = new World()
    none.options = () => undefined
    await none.model.integrate(none.relation)
    none.options = fail
    expect(await none.configure()).toEqual([])
    expect(none.own("web").options_web).toBe(undefined)
    // Changed, it is served to nobody, because its response is stale.
    none.sticky = true
    expect(await none.configure()).toMatchObject([{ sourceRanges: [] }])
    // Options that somebody has made unreadable cannot be kept.
    world.model.bag(world.relation, "web").set("options_web", "{")
    expect((await world.configure()).at(-1)).toMatchObject({ sourceRanges: [] })
  })

  test("that cannot be read make the provider refuse this request, and affect no other", async () => {
    const world = await World.started()
    const bag = world.model.bag(world.relation, "web")
    const text = bag.get("options_web") ?? ""
    const { sent_hash: hash } = JSON.parse(text)
    bag.set(
      "request_other",
      JSON.stringify({ ...JSON.parse(bag.get("request_web") ?? ""), name: "other", id: "o" }),
    )
    const answers = async (garbage: string) => {
      bag.set("options_web", garbage)
      await world.model.hook("lb/0", "relation-changed", { relation: world.relation })
      const [web, other] = ["web", "other"].map((name) =>
        JSON.parse(world.own("lb")[`response_${name}`] ?? "{}"),
      )
      return [web.error_message ?? web.address, other.address]
    }
    for (const [garbage, words] of [
      ["{", /^options.source_ranges: /],
      [text.replace("10.0.0.0/8", "10.0.0.0 8"), /^options.source_ranges: 0: Must be/],
      [JSON.stringify({ sent_hash: hash, weights: { "a\n": 1 } }), /^options.weights: /],
      [JSON.stringify({ sent_hash: hash, idle_timeout: 1e9 }), /^options.idle_timeout: Must be from 1/],
      [JSON.stringify({ sent_hash: hash, later: 1, idle_timeout: 5 }), /^192.0.2.7$/],
      ['{"sent_hash": "earlier", "idle_timeout": "x"}', /^192.0.2.7$/],
    ] as const)
      expect(await answers(garbage), garbage).toEqual([expect.stringMatching(words), "192.0.2.7"])
    // A charm that no longer sends options leaves them behind.
    bag.set("extensions", '["details"]')
    expect(await answers("{")).toEqual(["192.0.2.7", "192.0.2.7"])
  })
})
