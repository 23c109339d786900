import { CharmBase, type Framework } from "@charmkit/ops"
import { parseCharmSpec } from "@charmkit/ops/metadata"
import { inProcess, SteppedModel } from "@charmkit/testing"
import type { InProcessCharm } from "minijuju"
import { expect, test } from "vitest"
import { LbConsumerCharm } from "../../../examples/lb-consumer/src/charm.ts"
import { charm as reactiveConsumer } from "../../../examples/lb-consumer-reactive/src/charm.ts"
import { LbProviderCharm } from "../../../examples/lb-provider/src/charm.ts"
import { newPair } from "./orders.ts"

const project = (name: string) => ({ project: new URL(`../../../examples/${name}/`, import.meta.url) })
const consumer = inProcess(LbConsumerCharm, project("lb-consumer"))
const provider = inProcess(LbProviderCharm, project("lb-provider"))

const bag = (model: SteppedModel, owner: string) => model.relations("lb-consumer")[0]?.databags[owner]
const outcomes = (model: SteppedModel) => model.ended.slice(-2).map(({ outcome }) => outcome)

test("no hook runs by itself; one step is one hook, in Juju's order", async () => {
  const model = newPair(consumer, provider, 1)
  expect(model.waiting).toEqual(["lb-consumer/0", "lb-provider/0"])
  expect(model.next("lb-consumer/0")).toBe("install hook")
  await model.step("lb-consumer/0")
  expect(model.next("lb-consumer/0")).toBe("lb-provider-relation-created hook")
  expect(model.ended).toEqual([{ unit: "lb-consumer/0", hook: "install hook", outcome: "ok" }])
  await model.settle()
  expect(model.waiting).toEqual([])
  expect(await model.step("lb-consumer/0")).toBe(false)
  expect(model.status("lb-consumer/0")).toEqual({ status: "active", message: "reachable at 192.0.2.7" })
})

test("between begin and end no unit sees the writes of a hook", async () => {
  const model = newPair(consumer, provider, 1, "3.6")
  await model.settle()
  model.config("lb-consumer", { port: 8443 })
  await model.begin("lb-consumer/0")
  expect(model.running).toEqual(["lb-consumer/0"])
  expect(bag(model, "lb-consumer")?.request_web).toContain('"80": 8080')
  expect(model.waiting).toEqual([])
  await expect(model.begin("lb-consumer/0")).rejects.toThrow("is in a hook")
  model.end("lb-consumer/0")
  expect(bag(model, "lb-consumer")?.request_web).toContain('"8443": 8080')
  expect(model.waiting).toEqual(["lb-provider/0"])
  expect(() => model.end("lb-consumer/0")).toThrow("has no running hook")
})

test("a killed hook leaves no writes and runs again", async () => {
  const model = newPair(consumer, provider, 1)
  await model.settle()
  const before = bag(model, "lb-consumer")
  model.config("lb-consumer", { port: 8443 })
  for (const killAfter of [0, 1, 3, 30]) await model.step("lb-consumer/0", { killAfter })
  expect(bag(model, "lb-consumer")).toEqual(before)
  expect(model.next("lb-consumer/0")).toBe("config-changed hook")
  expect(outcomes(model)).toEqual(["killed", "killed"])
  await model.settle()
  expect(bag(model, "lb-consumer")?.request_web).toContain('"8443": 8080')
})

test("a leader that loses leadership during a hook cannot commit; the hook runs again without leadership", async () => {
  const model = newPair(consumer, provider, 2)
  await model.settle()
  model.config("lb-consumer", { port: 8443 })
  await model.begin("lb-consumer/0")
  model.setLeader("lb-consumer/1")
  model.end("lb-consumer/0")
  expect(model.ended.at(-1)).toMatchObject({
    outcome: "failed",
    reason: expect.stringContaining('"lb-consumer/0" is not leader of "lb-consumer"'),
  })
  expect(bag(model, "lb-consumer")?.request_web).toContain('"80": 8080')
  await model.settle()
  expect(bag(model, "lb-consumer")?.request_web).toContain('"8443": 8080')
})

test("leader-elected and config-changed can be delayed: another hook runs before them", async () => {
  const model = newPair(consumer, provider, 2)
  await model.settle()
  model.setLeader("lb-consumer/1")
  model.config("lb-consumer", { port: 8443 })
  expect(model.next("lb-consumer/1")).toBe("leader-elected hook")
  expect(model.next("lb-consumer/1", ["leader-elected"])).toBe("config-changed hook")
  expect(model.next("lb-consumer/1", ["leader-elected", "config-changed"])).toBeUndefined()
})

test("a removed unit leaves after its last hook, and another unit becomes leader", async () => {
  const model = newPair(consumer, provider, 2)
  await model.settle()
  model.removeUnit("lb-provider/0")
  // Until it is gone: is-leader answers True also in its last hooks.
  expect(model.leader("lb-provider")).toBe("lb-provider/0")
  expect(model.isAlive("lb-provider/0")).toBe(false)
  await model.settle()
  expect(model.units("lb-provider")).toEqual(["lb-provider/1"])
  expect(model.leader("lb-provider")).toBe("lb-provider/1")
  expect(() => model.setLeader("lb-provider/0")).toThrow()
})

test("after a restart of its agent, a unit's broken hooks have no remote application, and run for peers, too", async () => {
  for (const restart of [false, true]) {
    const model = newPair(consumer, provider, 1)
    const spec = parseCharmSpec({
      metadata: { name: "mates", summary: "s", description: "d", peers: { mates: "m" } },
    })
    model.deploy({ kind: "in-process", spec, run: async () => 0 })
    await model.settle()
    if (restart) for (const unit of ["lb-consumer/0", "mates/0"]) model.restartAgent(unit)
    for (const unit of ["lb-consumer/0", "mates/0"]) model.removeUnit(unit)
    await model.settle()
    const broken = model.ended.filter(({ hook }) => hook.includes("-broken"))
    // The example's charm survives it.
    expect(broken.map(({ unit, outcome }) => `${unit} ${outcome}`)).toEqual(
      restart ? ["lb-consumer/0 ok", "mates/0 ok"] : ["lb-consumer/0 ok"],
    )
  }
})

test("a hook that fails repeatedly is named with the charm's log lines", async () => {
  class Failing extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.start, this.fail)
    }
    fail(): void {
      throw new RangeError("never")
    }
  }
  const model = new SteppedModel()
  model.deploy(inProcess(Failing, project("lb-provider")))
  await expect(model.settle()).rejects.toThrow(
    /the same hook fails repeatedly:\n.*start hook: failed[\s\S]*RangeError: never/,
  )
})

// Found by convergence.test.ts on Juju 4.0, which runs no later hook that would correct the status.
test.each(["3.6", "4.0"] as const)(
  "Juju %s: who has left a relation, or comes while it ends, does not see it while others still do",
  async (juju) => {
    const model = newPair(consumer, provider, 2, juju)
    await model.settle()
    model.removeRelation("lb-consumer", "lb-provider")
    const late = model.addUnit("lb-consumer")
    const first = "lb-consumer/0"
    while (model.next(first) !== undefined) await model.step(first)
    model.updateStatus(first)
    for (const unit of [first, late]) {
      while (model.next(unit) !== undefined) await model.step(unit)
      expect(model.relations("lb-consumer")).toHaveLength(1)
      expect(model.status(unit)).toEqual({ status: "waiting", message: "for a load balancer provider" })
    }
  },
)

// Found by convergence.test.ts: a flag from before the end of the relation kept the unit from finishing its start.
test("a reactive consumer outlives a relation that ends before it has met its provider", async () => {
  const reactive = inProcess(reactiveConsumer.CharmClass, project("lb-consumer-reactive"))
  const model = newPair(reactive, provider, 1, "3.6")
  await model.settle()
  const late = model.addUnit("lb-consumer")
  for (const hook of [
    "install",
    "lb-provider-relation-created",
    "leader-settings-changed",
    "config-changed",
  ]) {
    await model.step(late)
    expect(model.ended.at(-1)).toEqual({ unit: late, hook: `${hook} hook`, outcome: "ok" })
  }
  model.setLeader(late)
  model.removeRelation("lb-consumer", "lb-provider")
  expect(model.next(late)).toBe("start hook")
  await model.settle()
  expect(model.status(late)).toEqual({ status: "waiting", message: "for a load balancer provider" })
})

test("subordinates come with their principals' hooks, and share their machine", async () => {
  const silent = (metadata: Readonly<Record<string, unknown>>): InProcessCharm => ({
    kind: "in-process",
    spec: parseCharmSpec({ metadata: { summary: "s", description: "d", ...metadata } }),
    run: async () => 0,
  })
  const model = new SteppedModel({ juju: "3.6" })
  model.deploy(silent({ name: "web", provides: { monitors: { interface: "nrpe", scope: "container" } } }), {
    units: 2,
  })
  model.deploy(
    silent({
      name: "nrpe",
      subordinate: true,
      requires: { monitors: { interface: "nrpe", scope: "container" } },
    }),
  )
  await model.settle()
  expect(model.units("nrpe")).toEqual([])
  model.integrate("web", "nrpe")
  expect(model.waiting).toEqual(["web/0", "web/1"])
  await model.begin("web/1")
  expect(model.units("nrpe")).toEqual(["nrpe/0"])
  expect(model.waiting).toEqual(["web/0"])
  await expect(model.begin("nrpe/0")).rejects.toThrow(
    "nrpe/0 must wait: another unit on machine 1 is in a hook",
  )
  model.end("web/1")
  expect(model.waiting).toEqual(["web/0", "nrpe/0"])
  await model.settle()
  expect(model.ended.filter(({ unit }) => unit === "nrpe/0").at(-1)?.hook).toBe(
    "monitors-relation-changed hook for web/1",
  )

  model.ended.length = 0
  model.removeUnit("web/1")
  await model.settle()
  expect(model.ended.map(({ unit, hook }) => `${unit} ${hook}`)).toEqual([
    "web/1 monitors-relation-departed hook for nrpe/0",
    "web/1 monitors-relation-broken hook",
    "web/1 stop hook",
    "web/1 remove hook",
    "nrpe/0 monitors-relation-departed hook for web/1",
    "nrpe/0 monitors-relation-broken hook",
    "nrpe/0 stop hook",
    "nrpe/0 remove hook",
    "nrpe/1 leader-elected hook",
  ])
  expect([model.units("web"), model.units("nrpe")]).toEqual([["web/0"], ["nrpe/1"]])
})
