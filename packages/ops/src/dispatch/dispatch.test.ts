import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { relationEnv, runHook } from "../../tests/run-hook.ts"
import { Custom, jujuWithDatabase, workCharm, writeEverything } from "../../tests/work-charm.ts"
import { CharmBase } from "../charm/charm-base.ts"
import { defineEvents } from "../framework/define-events.ts"
import type { EventBase } from "../framework/event.ts"
import type { Framework } from "../framework/framework.ts"
import { ActiveStatus } from "../model/status.ts"
import { dispatch } from "./dispatch.ts"

test("A2: constructor, deferred events, the event, statuses, pre_commit, commit, then what is sent", async () => {
  const fake = jujuWithDatabase()
  const order: string[] = []
  class Ordered extends CharmBase {
    readonly state = this.storedState({ n: 0 })
    constructor(framework: Framework) {
      super(framework)
      order.push("constructor")
      this.observe(this.on.configChanged, this.config_)
      this.observe(this.on.updateStatus, this.update)
      this.observe(this.on.collectAppStatus, this.appStatus)
      this.observe(this.on.collectUnitStatus, this.unitStatus)
      this.observe(framework.on.preCommit, this.preCommit)
      this.observe(framework.on.commit, this.commit)
    }
    config_(event: EventBase): void {
      order.push("config-changed")
      if (this.state.n === 0) event.defer()
      this.state.n += 1
    }
    update(): void {
      order.push("update-status")
      this.model.relation("db", 9).data(this.unit).set("k", "v")
    }
    appStatus(): void {
      order.push("collect app")
    }
    unitStatus(): void {
      order.push("collect unit")
    }
    preCommit(): void {
      order.push("pre_commit")
    }
    commit(): void {
      order.push("commit")
      expect(fake.tools).not.toContain("relation-set")
    }
  }
  await runHook({ juju: fake, CharmClass: Ordered, hook: "config-changed" })
  order.length = 0
  fake.calls.length = 0
  await runHook({ juju: fake, CharmClass: Ordered })
  expect(order).toEqual([
    "constructor",
    "config-changed",
    "update-status",
    "collect app",
    "collect unit",
    "pre_commit",
    "commit",
  ])
  expect(fake.tools).toEqual([
    "state-get",
    "relation-ids",
    "is-leader",
    "relation-get",
    "relation-set",
    "state-set",
    "state-delete",
  ])
})

test("a quiet hook makes one call", async () => {
  const fake = jujuWithDatabase()
  class Quiet extends CharmBase {
    readonly state = this.storedState({ n: 0 })
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.updateStatus, this.look)
    }
    look(): void {}
  }
  expect((await runHook({ juju: fake, CharmClass: Quiet })).code).toBe(0)
  expect(fake.calls.map(({ tool }) => tool)).toEqual(["state-get"])
})

test("a quiet relation hook makes calls only for what it reads, regardless of the number of relations", async () => {
  const fake = jujuWithDatabase()
  for (let id = 20; id < 40; id += 1) fake.relations.push({ endpoint: "db", id, app: `app${id}`, units: {} })
  class Reader extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.relation("db").changed, this.read)
    }
    read({ relation, app }: { relation: ReturnType<CharmBase["model"]["relation"]>; app: unknown }): void {
      expect(app).toBeDefined()
      const remote = relation?.app
      if (remote !== undefined) relation?.data(remote).get("k")
    }
  }
  await runHook({
    juju: fake,
    CharmClass: Reader,
    hook: "db-relation-changed",
    env: relationEnv("db:9", "mysql/0"),
  })
  expect(fake.tools).toEqual(["state-get", "relation-get"])
})

test("A2: everything staged is sent: one relation-set per databag and one state-set", async () => {
  const fake = jujuWithDatabase()
  expect(
    (await runHook({ juju: fake, CharmClass: workCharm(writeEverything), hook: "config-changed" })).code,
  ).toBe(0)
  expect(fake.tools.filter((tool) => tool.endsWith("-set"))).toEqual([
    "relation-set",
    "relation-set",
    "state-set",
  ])
})

test("an emission that nobody awaited is finished before the commit", async () => {
  const fake = jujuWithDatabase()
  const CharmClass = workCharm(
    ({ own }) => void own.custom.emit(),
    async ({ model, unit }) => {
      await sleep(10)
      model.relation("db", 9).data(unit).set("late", "yes")
    },
  )
  expect((await runHook({ juju: fake, CharmClass, hook: "config-changed" })).code).toBe(0)
  expect(fake.sent("relation-set")).toEqual([["-r", "db:9", "--file", "-", { late: "yes" }]])
})

test("an emission of the constructor that fails stops the dispatch before the hook's event", async () => {
  const ran: string[] = []
  class Early extends CharmBase {
    readonly own = defineEvents(this, { custom: Custom })
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.own.custom, this.fail)
      this.observe(this.on.configChanged, this.run)
      void this.own.custom.emit()
    }
    async fail(): Promise<void> {
      ran.push("fail")
      await sleep(1)
      throw new Error("early")
    }
    run(): void {
      ran.push("run")
    }
  }
  const { code, error } = await runHook({
    juju: jujuWithDatabase(),
    CharmClass: Early,
    hook: "config-changed",
  })
  expect({ code, error: String(error), ran }).toEqual({ code: 1, error: "Error: early", ran: ["fail"] })
})

test("A1: a charm that was started by its own hook does nothing", async () => {
  const fake = jujuWithDatabase()
  const CharmClass = workCharm(() => {
    throw new Error("ran")
  })
  const { code } = await runHook({
    juju: fake,
    CharmClass,
    hook: "config-changed",
    env: { OPERATOR_DISPATCH: "1" },
  })
  expect(code).toBe(0)
  expect(fake.calls).toEqual([])
})

test("A1: an unknown or empty event is a debug line; statuses and commit still run", async () => {
  class Still extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.collectUnitStatus, this.collect)
      this.model.relation("db", 9).data(this.unit).set("k", "v")
    }
    collect({ addStatus }: { addStatus: unknown }): void {
      expect(addStatus).toBeDefined()
      this.unit.status = new ActiveStatus()
    }
  }
  for (const env of [{}, { JUJU_DISPATCH_PATH: "" }]) {
    const fake = jujuWithDatabase()
    const { code } = await runHook({ juju: fake, CharmClass: Still, hook: "brand-new-hook", env })
    expect(code).toBe(0)
    expect(fake.log).toMatch(/^DEBUG The charm has no event for (hooks\/brand-new-hook|an empty hook name)$/)
    expect(fake.tools).toEqual(expect.arrayContaining(["status-set", "relation-set"]))
  }
})

test.each(["collect-metrics", "meter-status-changed"])(
  "A2: %s does nothing with state in Juju",
  async (hook) => {
    const fake = jujuWithDatabase()
    const { code } = await runHook({ juju: fake, CharmClass: workCharm(() => undefined), hook })
    expect(code).toBe(0)
    expect(fake.calls).toEqual([])
  },
)

test("A14: with JUJU_DEBUG log lines go to stderr too", async () => {
  const fake = jujuWithDatabase()
  const CharmClass = workCharm(({ log }) => log.info("hello"))
  const { stderr } = await runHook({
    juju: fake,
    CharmClass,
    hook: "config-changed",
    env: { JUJU_DEBUG: "" },
  })
  expect(stderr).toMatch(/^\S+Z INFO hello$/)
  expect(fake.log).toBe("INFO hello")
})

test("A14: an error is reported with its cause; other thrown values are reported too", async () => {
  const fake = jujuWithDatabase()
  const cause = new Error("the root")
  await runHook({
    juju: fake,
    hook: "config-changed",
    CharmClass: workCharm(() => {
      throw new Error("on top", { cause })
    }),
  })
  expect(fake.log).toMatch(/Error: on top\n[\s\S]*Caused by: Error: the root/)
  const other = jujuWithDatabase()
  await runHook({
    juju: other,
    hook: "config-changed",
    CharmClass: workCharm(() => Promise.reject("just text")),
  })
  expect(other.log).toContain("a value that is no Error was thrown: just text")
})

test("missing metadata name the file", async () => {
  const fake = jujuWithDatabase()
  const code = await dispatch({
    CharmClass: workCharm(() => undefined),
    runner: fake,
    env: { JUJU_DISPATCH_PATH: "hooks/start", JUJU_UNIT_NAME: "me/0" },
    charmDir: "/nonexistent",
  })
  expect(code).toBe(1)
  expect(fake.log).toContain("cannot read /nonexistent/charm.json")
})

test("many charms can be dispatched at once in one process", async () => {
  const slow = workCharm(async (self) => {
    await sleep(5)
    await writeEverything(self)
  })
  const fakes = Array.from({ length: 10 }, jujuWithDatabase)
  const codes = await Promise.all(
    fakes.map((fake) => runHook({ juju: fake, CharmClass: slow, hook: "config-changed" })),
  )
  expect(codes.every(({ code }) => code === 0)).toBe(true)
  for (const fake of fakes) expect(fake.sent("relation-set")).toHaveLength(2)
})
