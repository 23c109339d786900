import { Abort } from "@charmkit/ops"
import { fail, later, type RequestSpec, reject } from "loadbalancer-interface"
import { describe, expect, test } from "vitest"
import { API, DeclaredWorld } from "./declarative-world.ts"

/** Replaces the provider: from now on, the test writes its databag. */
async function answeredWith(world: DeclaredWorld, text: string | undefined): Promise<void> {
  const bag = world.model.bag(world.relation, "lb")
  if (text === undefined) bag.delete("response_api")
  else bag.set("response_api", text)
  await world.model.settle()
}

const answer = (world: DeclaredWorld, fields: object): string =>
  JSON.stringify({ received_hash: hashOf(world), ...fields })

function hashOf(world: DeclaredWorld): unknown {
  const request: unknown = JSON.parse(world.own("web").request_api ?? "{}")
  return typeof request === "object" && request !== null && "sent_hash" in request
    ? request.sent_hash
    : undefined
}

describe("responses", () => {
  test("a rejection has the provider's message", async () => {
    const world = new DeclaredWorld()
    world.serve = () => reject({ public: "only internal ones", "healthChecks[0].path": "too deep" }, "no")
    await world.model.integrate(world.relation)
    const state = await world.state("web/0")
    expect(state).toMatchObject({
      state: "rejected",
      error: "unsupported",
      errorMessage: "no",
      errorFields: { public: "only internal ones", healthChecks: "[0].path: too deep" },
      freshness: "current",
    })
    expect(`${state.status}`).toBe(
      "blocked: load balancer api: refused: no; healthChecks: [0].path: too deep; public: only internal ones",
    )
  })

  test("error_fields are a rejection, also with an earlier address and without an error", async () => {
    const world = new DeclaredWorld()
    await world.model.integrate(world.relation)
    await answeredWith(
      world,
      answer(world, { address: "192.0.2.7", error: null, error_fields: { public: "only internal ones" } }),
    )
    const state = await world.state("web/0")
    expect(state).toMatchObject({
      state: "rejected",
      error: "unsupported",
      errorFields: { public: "only internal ones" },
    })
    expect(`${state.status}`).toBe("blocked: load balancer api: refused: public: only internal ones")
  })

  test("a failure is not a rejection", async () => {
    const world = new DeclaredWorld()
    world.serve = () => fail("quota exceeded")
    await world.model.integrate(world.relation)
    const state = await world.state("web/0")
    expect(state).toMatchObject({ state: "failed", error: "provider_error", errorMessage: "quota exceeded" })
    expect(state.message).toBe("load balancer api: the provider failed: quota exceeded")
  })

  test("no response yet, and a provider without a version", async () => {
    const world = new DeclaredWorld()
    world.serve = () => later()
    await world.model.hook("web/0", "relation-created", { relation: world.relation })
    const before = await world.state("web/0")
    expect([before.state, before.status.name, before.message]).toEqual([
      "waiting",
      "waiting",
      "load balancer api: the provider has not said which version it speaks",
    ])
    await world.model.integrate(world.relation)
    expect((await world.state("web/0")).message).toBe("load balancer api: the provider has not answered yet")
  })

  test("the state of a changed request does not have the old address", async () => {
    const world = await DeclaredWorld.started()
    world.serve = () => later()
    world.declared.api = () => ({ ...API, public: false })
    await world.configure("web/0")
    const state = await world.state("web/0")
    expect(state).toMatchObject({ state: "stale", previous: { address: "api.example" } })
    expect(state).not.toHaveProperty("address")
    expect(state.status.name).toBe("waiting")
  })

  test("an unreadable response is a state and a log line, in every unit", async () => {
    const world = await DeclaredWorld.started({ consumers: 2 })
    world.take()
    await answeredWith(world, "{")
    expect(world.take()).toEqual(["web/0 changed api=unreadable", "web/1 changed api=unreadable"])
    const state = await world.state("web/0")
    expect([state.state, state.status.name]).toEqual(["unreadable", "blocked"])
    expect(world.model.logs.filter((line) => line.includes(state.message))).toHaveLength(2)
  })

  test("a revoked response has the state revoked until there is another response or request", async () => {
    const world = await DeclaredWorld.started({ consumers: 2 })
    world.serve = () => later()
    world.take()
    await answeredWith(world, undefined)
    expect(world.take().filter((event) => event.startsWith("web"))).toEqual([
      "web/0 changed api=revoked",
      "web/1 changed api=revoked",
    ])
    await world.configure("web/0")
    expect((await world.state("web/0")).state).toBe("revoked")
    world.declared.api = () => ({ ...API, sticky: true })
    await world.configure("web/0")
    expect((await world.state("web/0")).state).toBe("waiting")
  })

  test("changed fires for changes of content, not of spelling", async () => {
    const world = await DeclaredWorld.started()
    world.take()
    await answeredWith(world, answer(world, { address: "api.example", error_message: "by the way" }))
    expect(world.take().filter((event) => event.startsWith("web"))).toEqual([])
    await answeredWith(world, answer(world, { address: "other.example" }))
    expect(world.take()).toContain("web/0 changed api=ready")
  })

  test("a peer's text can neither break nor fill a status", async () => {
    const world = await DeclaredWorld.started()
    const words = `\u0000line\nline\u001b[31m ${"x".repeat(5000)}`
    await answeredWith(world, answer(world, { error: "unsupported", error_message: words }))
    const { status } = await world.state("web/0")
    expect(status.message).toContain("refused: \uFFFDline line\uFFFD[31m xxx")
    expect(status.message.length).toBeLessThan(300)
  })

  test("one status for all: the most urgent, with the names of its load balancers", async () => {
    const world = new DeclaredWorld()
    const status = () => world.asConsumer("web/0", ({ lb }) => `${lb.status}`)
    world.declared = { api: () => API, ui: () => API, old: () => undefined }
    await world.model.integrate(world.relation)
    expect(await status()).toBe("active: load balancer api: api.example; load balancer ui: ui.example")
    await answeredWith(world, answer(world, { error: "unsupported", error_message: "no" }))
    expect(await status()).toBe("blocked: load balancer api: refused: no")
    world.declared = { old: () => undefined }
    expect(await status()).toBe("active")
  })
})

describe("declarations that cannot be sent", () => {
  /** Values from outside, which the compiler cannot check. */
  const wrong: RequestSpec = JSON.parse(
    '{"protocol": "tcq", "portMapping": {"0": 70000}, "stiky": true, "backends": ["a b"], ' +
      '"healthChecks": [{"protocol": "tcp", "port": null, "pth": "/"}, 3]}',
  )

  test("are a state and one log line with all field paths, and the request sent before stays", async () => {
    const world = await DeclaredWorld.started()
    const before = world.own("web")
    world.take()
    world.declared.api = () => wrong
    await world.configure("web/0")
    await world.configure("web/0")
    expect(world.take()).toEqual(["web/0 changed api=invalid", "web/0 config", "web/0 config"])
    expect(world.own("web")).toEqual(before)
    const state = await world.state("web/0")
    expect(state).toMatchObject({ state: "invalid", previous: { address: "api.example" } })
    expect(state.state === "invalid" && state.issues.map(({ path }) => path.join("."))).toEqual([
      "stiky",
      "healthChecks.0.pth",
      "protocol",
      "backends.0",
      "portMapping.0.key",
      "portMapping.0.value",
      "healthChecks.0.port",
      "healthChecks.1",
    ])
    expect(world.model.logs.filter((line) => line.includes("cannot be sent"))).toHaveLength(1)
    expect(state.status.name).toBe("blocked")
    expect(state.message).toContain("healthChecks[0].pth: There is no such field.")
  })

  test("affect no other declaration", async () => {
    const world = new DeclaredWorld()
    world.declared = { "bad name": () => API, nothing: () => JSON.parse("[]"), ...world.declared }
    await world.refreshConsumer("web/0")
    await world.model.integrate(world.relation)
    const states = await world.asConsumer("web/0", ({ lb }) => lb.states.map(({ state }) => state))
    expect(states).toEqual(["invalid", "invalid", "ready"])
    expect(Object.keys(world.own("web"))).not.toContain("request_bad name")
  })

  test("a declaration that throws is one of them", async () => {
    const world = await DeclaredWorld.started()
    world.declared.api = () => {
      throw new RangeError("no such port")
    }
    await world.model.hook("web/0", "relation-changed", { relation: world.relation })
    const state = await world.state("web/0")
    expect(state.message).toContain("The declaration threw RangeError: no such port")
    expect(world.own("web")).toHaveProperty("request_api")
  })

  test("a declaration that reads data of the leader does not affect followers", async () => {
    const world = await DeclaredWorld.started({ consumers: 2 })
    world.declared.api = () => {
      throw new Error("not for followers")
    }
    expect((await world.state("web/1")).state).toBe("ready")
  })

  test("the charm can still abort the dispatch", async () => {
    const world = await DeclaredWorld.started()
    world.declared.api = () => {
      throw new Abort(0)
    }
    world.take()
    await world.model.hook("web/0", "config-changed")
    expect(world.take()).toEqual([])
  })

  test("a declaration that reads its own state gets an error", async () => {
    const world = new DeclaredWorld()
    let own: (() => unknown) | undefined
    world.declared.api = () => {
      own?.()
      return API
    }
    const seen = await world.asConsumer("web/0", ({ lb }) => {
      const states: unknown[] = []
      own = () => states.push(lb.state("api").state)
      void lb.refresh()
      own = undefined
      return states
    })
    expect(seen).toEqual(["invalid"])
  })
})
