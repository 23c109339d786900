import { inProcess, Model } from "@charmkit/testing"
import { LBConsumers, LBProvider } from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { defineCharm, type HookOf, provides, requires } from "../src/index.ts"

const project = (name: string) => new URL(`../../../examples/${name}/`, import.meta.url)

const ofConsumer = { "lb-provider": requires("loadbalancer", LBProvider) }
const ofProvider = { "lb-consumers": provides("loadbalancer", LBConsumers) }

type ConsumerHook = HookOf<ReturnType<typeof defineCharm<{ endpoints: typeof ofConsumer }>>>
type ProviderHook = HookOf<ReturnType<typeof defineCharm<{ endpoints: typeof ofProvider }>>>

/** A requirer and a provider that run the test's functions, and record the interface's flags at the start of each hook. */
class World {
  readonly seen: string[] = []
  consume: (hook: ConsumerHook) => void = ask
  provide: (hook: ProviderHook) => void = answer
  readonly consumer = defineCharm({ endpoints: ofConsumer })
  readonly provider = defineCharm({ endpoints: ofProvider })

  constructor() {
    this.consumer.whenNot("never").do((hook) => this.consume(hook))
    this.provider.whenNot("never").do((hook) => this.provide(hook))
    this.consumer.atStart(({ unit, name, flags }) => this.#note(`${unit.name} ${name}`, flags.getFlags()))
    this.provider.atStart(({ unit, name, flags }) => this.#note(`${unit.name} ${name}`, flags.getFlags()))
  }

  #note(hook: string, flags: readonly string[]): void {
    const short = flags
      .filter((flag) => flag.startsWith("endpoint."))
      .map((flag) => flag.replace(/^endpoint\.lb-\w+\./, ""))
    this.seen.push(`${hook}: ${short.join(" ")}`.trim())
  }

  /** Returns the records since the last call. */
  take(unit: string): string[] {
    return this.seen
      .splice(0)
      .filter((line) => line.startsWith(`${unit} `))
      .map((line) => line.slice(unit.length + 1))
  }

  async related(): Promise<Model> {
    const model = await Model.start()
    await model.deploy(inProcess(this.consumer.CharmClass, { project: project("lb-consumer") }))
    await model.deploy(inProcess(this.provider.CharmClass, { project: project("lb-provider") }))
    await model.settle()
    this.seen.length = 0
    model.integrate("lb-consumer", "lb-provider")
    await model.settle()
    return model
  }
}

function ask({ endpointFromName, config }: ConsumerHook): void {
  const lb = endpointFromName("lb-provider")
  if (!lb.canRequest) return
  const request = lb.getRequest("web")
  request.protocol = "http"
  request.portMapping = { [Number(config.get("port"))]: 8080 }
  lb.sendRequest(request)
}

function answer({ endpointFromName }: ProviderHook): void {
  const lb = endpointFromName("lb-consumers")
  for (const request of lb.newRequests) {
    request.response.address = "192.0.2.1"
    lb.sendResponse(request)
  }
  for (const request of lb.removedRequests) lb.revokeResponse(request)
}

describe("C9: the flags of the interface, hook by hook", () => {
  test("a consumer: created, available, joined, then the response", async () => {
    const world = new World()
    await using _model = await world.related()
    const seen = world.take("lb-consumer/0")
    // Which hook receives the provider's version depends on which unit ran first.
    expect(seen[0]).toMatch(/^lb-provider-relation-created: (available )?created$/)
    expect(seen).toContain("lb-provider-relation-joined: available created joined")
    expect(seen.at(-1)).toBe(
      "lb-provider-relation-changed: available changed created joined response.available response.changed",
    )
  })

  test("a provider: requests_changed with changed, until it has answered", async () => {
    const world = new World()
    await using model = await world.related()
    const seen = world.take("lb-provider/0")
    // Once for the request and, if it arrived first, once for the address of its default backend.
    const lines = seen.filter((line) => line.includes("requests_changed"))
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line).toMatch(/: changed created (joined )?requests_changed$/)
    model.updateStatus()
    await model.settle()
    expect(world.take("lb-provider/0")).toEqual(["update-status: created joined"])
  })

  test("a deferred request is requests_changed in every hook, also after a refusal, until it is answered", async () => {
    const world = new World()
    world.provide = ({ endpointFromName }) => {
      const lb = endpointFromName("lb-consumers")
      for (const request of lb.newRequests) {
        Object.assign(request.response, { error: "provider_error", errorMessage: "the cloud is busy" })
        lb.sendResponse(request)
        lb.deferRequest(request)
      }
    }
    await using model = await world.related()
    for (let round = 0; round < 2; round += 1) {
      world.take("lb-provider/0")
      model.updateStatus()
      await model.settle()
      expect(world.take("lb-provider/0")).toEqual(["update-status: changed created joined requests_changed"])
    }
    world.provide = answer
    model.updateStatus()
    await model.settle()
    world.take("lb-provider/0")
    model.updateStatus()
    await model.settle()
    expect(world.take("lb-provider/0")).toEqual(["update-status: created joined"])
  })

  test("ackResponse clears .response.changed in the same hook; .changed stays to the next one's start", async () => {
    const world = new World()
    const after: string[] = []
    world.consume = (hook) => {
      ask(hook)
      const lb = hook.endpointFromName("lb-provider")
      const { flags } = hook
      for (const response of lb.newResponses) lb.ackResponse(response)
      after.push(
        ["changed", "response.changed", "response.available"]
          .filter((flag) => flags.isSet(`endpoint.lb-provider.${flag}`))
          .join(" "),
      )
    }
    await using model = await world.related()
    expect(after).toContain("changed response.available")
    world.take("lb-consumer/0")
    model.updateStatus()
    await model.settle()
    expect(world.take("lb-consumer/0")).toEqual([
      "update-status: available created joined response.available",
    ])
  })

  test("a response that is not acknowledged stays .changed in hooks of other things", async () => {
    const world = new World()
    await using model = await world.related()
    world.take("lb-consumer/0")
    model.updateStatus()
    await model.settle()
    expect(world.take("lb-consumer/0")).toEqual([
      "update-status: available changed created joined response.available response.changed",
    ])
  })

  test("a request that is not answered keeps .requests_changed in hooks of other things", async () => {
    const world = new World()
    world.provide = () => undefined
    await using model = await world.related()
    world.take("lb-provider/0")
    model.updateStatus()
    await model.settle()
    expect(world.take("lb-provider/0")).toEqual(["update-status: changed created joined requests_changed"])
  })

  test("sendResponse clears .requests_changed in the same hook, and only when nothing is left", async () => {
    const world = new World()
    const after: string[] = []
    world.provide = (hook) => {
      const lb = hook.endpointFromName("lb-consumers")
      for (const request of lb.newRequests) {
        request.response.address = "192.0.2.1"
        lb.sendResponse(request)
        after.push(
          `${lb.newRequests.length} left: ${hook.flags.isSet("endpoint.lb-consumers.requests_changed")}`,
        )
      }
    }
    world.consume = ({ endpointFromName, config }) => {
      const lb = endpointFromName("lb-provider")
      if (!lb.canRequest) return
      for (const name of ["one", "two"]) {
        const request = lb.getRequest(name)
        request.protocol = "http"
        request.portMapping = { [Number(config.get("port"))]: 8080 }
        lb.sendRequest(request)
      }
    }
    await using _model = await world.related()
    expect(after.slice(-2)).toEqual(["1 left: true", "0 left: false"])
  })

  test("a request that changes takes .response.available away in the same hook", async () => {
    const world = new World()
    await using model = await world.related()
    const available: boolean[] = []
    world.consume = (hook) => {
      ask(hook)
      available.push(hook.flags.isSet("endpoint.lb-provider.response.available"))
    }
    model.config("lb-consumer", { port: 8443 })
    await model.settle()
    expect(available[0]).toBe(false)
    expect(available.at(-1)).toBe(true)
  })

  test("R9: in the broken hook nothing is available any more", async () => {
    const world = new World()
    await using model = await world.related()
    world.take("")
    model.removeRelation("lb-consumer", "lb-provider")
    await model.settle()
    expect(world.seen.filter((line) => line.includes("relation-broken"))).toEqual([
      expect.stringMatching(
        /^lb-(consumer|provider)\/0 lb-(provider|consumers)-relation-broken: ?(changed requests_changed)?$/,
      ),
      expect.stringMatching(
        /^lb-(consumer|provider)\/0 lb-(provider|consumers)-relation-broken: ?(changed requests_changed)?$/,
      ),
    ])
    model.updateStatus()
    await model.settle()
    expect(world.take("lb-provider/0").at(-1)).toBe("update-status:")
  })

  test("L18: a new relation starts without anything of the old one", async () => {
    const world = new World()
    world.consume = (hook) => {
      ask(hook)
      const lb = hook.endpointFromName("lb-provider")
      for (const response of lb.newResponses) lb.ackResponse(response)
    }
    await using model = await world.related()
    model.removeRelation("lb-consumer", "lb-provider")
    await model.settle()
    world.provide = () => undefined
    world.take("")
    model.integrate("lb-consumer", "lb-provider")
    await model.settle()
    const last = world.take("lb-consumer/0").at(-1)
    expect(last).toMatch(/: available created joined$/)
  })

  test("D40, R3: a charm may clear .changed", async () => {
    const world = new World()
    world.consume = (hook) => {
      ask(hook)
      hook.flags.clear("endpoint.lb-provider.changed")
      hook.flags.clear("endpoint.lb-provider.response.changed")
    }
    await using model = await world.related()
    expect(
      model.status().applications["lb-consumer"]?.units["lb-consumer/0"]?.["workload-status"].current,
    ).not.toBe("error")
  })
})
