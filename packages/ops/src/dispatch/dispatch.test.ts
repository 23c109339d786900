import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { relationEnv, runHook, spec } from "../../tests/run-hook.ts"
import { CharmBase } from "../charm/charm-base.ts"
import { defineEvents } from "../framework/define-events.ts"
import { EventBase } from "../framework/event.ts"
import type { Framework } from "../framework/framework.ts"
import { ActiveStatus } from "../model/status.ts"
import { Abort } from "./abort.ts"

class Custom extends EventBase {}

type Work = (charm: WorkCharm) => void | Promise<void>

/** Does in `config-changed` what the test says. */
abstract class WorkCharm extends CharmBase {
  readonly own = defineEvents(this, { custom: Custom })
  readonly state = this.storedState({ count: 0 })
  readonly order: string[] = []

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.configChanged, this.work)
    this.observe(this.own.custom, this.custom)
  }

  abstract work(event: EventBase): void | Promise<void>
  async custom(): Promise<void> {}
}

function charm(work: Work, custom: Work = () => undefined) {
  return class TestCharm extends WorkCharm {
    work(): void | Promise<void> {
      return work(this)
    }
    override async custom(): Promise<void> {
      await custom(this)
    }
  }
}

function juju(): FakeJuju {
  const fake = new FakeJuju()
  fake.relations = [{ endpoint: "db", id: 9, app: "mysql", units: { "mysql/0": {} } }]
  return fake
}

const writeEverything: Work = ({ model, unit, app, state }) => {
  const relation = model.relation("db", 9)
  relation.data(unit).set("host", "h")
  relation.data(app).set("name", "n")
  state.count += 1
}

test("A2: constructor, deferred events, the event, statuses, pre_commit, commit, then what is sent", async () => {
  const fake = juju()
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
  const fake = juju()
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

test("a quiet relation hook asks for what it reads only, however many relations there are", async () => {
  const fake = juju()
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
  const fake = juju()
  expect(
    (await runHook({ juju: fake, CharmClass: charm(writeEverything), hook: "config-changed" })).code,
  ).toBe(0)
  expect(fake.tools.filter((tool) => tool.endsWith("-set"))).toEqual([
    "relation-set",
    "relation-set",
    "state-set",
  ])
})

const failures: [string, Work, Work?][] = [
  [
    "an exception",
    (self) => {
      void writeEverything(self)
      throw new Error("at the end")
    },
  ],
  [
    "a rejection",
    async (self) => {
      await writeEverything(self)
      await sleep(1)
      throw new Error("later")
    },
  ],
  [
    "the failure of an emission that nobody awaited",
    (self) => {
      void writeEverything(self)
      void self.own.custom.emit()
    },
    async () => {
      await sleep(5)
      throw new Error("in the background")
    },
  ],
]

test.each(failures)("A2: after %s nothing is sent, and the exit code is 1", async (_name, work, custom) => {
  const fake = juju()
  const { code } = await runHook({ juju: fake, CharmClass: charm(work, custom), hook: "config-changed" })
  expect(code).toBe(1)
  expect(fake.tools.filter((tool) => tool.endsWith("-set"))).toEqual([])
  expect(fake.state).toEqual({})
  expect(fake.log).toContain("ERROR Uncaught exception while in charm code:\nError: ")
})

test("A2: a failing constructor, and a failing observer of commit, send nothing", async () => {
  class Constructor extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.model.relation("db", 9).data(this.unit).set("k", "v")
      throw new Error("constructor")
    }
  }
  class Commit extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.model.relation("db", 9).data(this.unit).set("k", "v")
      this.observe(framework.on.commit, this.refuse)
    }
    refuse(): void {
      throw new Error("commit")
    }
  }
  for (const CharmClass of [Constructor, Commit]) {
    const fake = juju()
    expect((await runHook({ juju: fake, CharmClass })).code).toBe(1)
    expect(fake.tools).not.toContain("relation-set")
  }
})

test("if Juju refuses a write the hook fails, and no state is sent", async () => {
  const fake = juju()
  fake.failing["relation-set"] = "ERROR cannot write relation settings"
  const { code } = await runHook({ juju: fake, CharmClass: charm(writeEverything), hook: "config-changed" })
  expect(code).toBe(1)
  expect(fake.log).toContain("cannot write relation settings")
  expect(fake.tools).not.toContain("state-set")
})

test("an emission that nobody awaited is finished before the commit", async () => {
  const fake = juju()
  const CharmClass = charm(
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
  let ran = false
  class Early extends CharmBase {
    readonly own = defineEvents(this, { custom: Custom })
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.own.custom, this.fail)
      this.observe(this.on.configChanged, this.run)
      void this.own.custom.emit()
    }
    async fail(): Promise<void> {
      await sleep(1)
      throw new Error("early")
    }
    run(): void {
      ran = true
    }
  }
  const { code, error } = await runHook({ juju: juju(), CharmClass: Early, hook: "config-changed" })
  expect({ code, error: String(error), ran }).toEqual({ code: 1, error: "Error: early", ran: false })
})

test("A1: Abort ends with its exit code, without commit and without an error in the log", async () => {
  for (const exitCode of [0, 7]) {
    const fake = juju()
    const { code, error } = await runHook({
      juju: fake,
      hook: "config-changed",
      CharmClass: charm((self) => {
        void writeEverything(self)
        throw new Abort(exitCode)
      }),
    })
    expect(code).toBe(exitCode)
    expect(error).toBeUndefined()
    expect(fake.log).toBe("")
    expect(fake.tools).not.toContain("relation-set")
  }
})

test("A1: a charm that was started by its own hook does nothing", async () => {
  const fake = juju()
  const CharmClass = charm(() => {
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
    const fake = juju()
    const { code } = await runHook({ juju: fake, CharmClass: Still, hook: "brand-new-hook", env })
    expect(code).toBe(0)
    expect(fake.log).toMatch(/^DEBUG The charm has no event for (hooks\/brand-new-hook|an empty hook name)$/)
    expect(fake.tools).toEqual(expect.arrayContaining(["status-set", "relation-set"]))
  }
})

test.each(["collect-metrics", "meter-status-changed"])(
  "A2: %s does nothing with state in Juju",
  async (hook) => {
    const fake = juju()
    const { code } = await runHook({ juju: fake, CharmClass: charm(() => undefined), hook })
    expect(code).toBe(0)
    expect(fake.calls).toEqual([])
  },
)

test("A14: with JUJU_DEBUG log lines go to stderr too", async () => {
  const fake = juju()
  const CharmClass = charm(({ log }) => log.info("hello"))
  const { stderr } = await runHook({
    juju: fake,
    CharmClass,
    hook: "config-changed",
    env: { JUJU_DEBUG: "" },
  })
  expect(stderr).toMatch(/^\S+Z INFO hello$/)
  expect(fake.log).toBe("INFO hello")
})

test("A14: a cause is reported with its error, and so is what is no error", async () => {
  const fake = juju()
  const cause = new Error("the root")
  await runHook({
    juju: fake,
    hook: "config-changed",
    CharmClass: charm(() => {
      throw new Error("on top", { cause })
    }),
  })
  expect(fake.log).toMatch(/Error: on top\n[\s\S]*Caused by: Error: the root/)
  const other = juju()
  await runHook({
    juju: other,
    hook: "config-changed",
    CharmClass: charm(() => Promise.reject("just text")),
  })
  expect(other.log).toContain("a value that is no Error was thrown: just text")
})

test("missing metadata name the file", async () => {
  const fake = juju()
  const { spec: _, ...rest } = { spec, charmDir: "/nonexistent" }
  const { dispatch } = await import("./dispatch.ts")
  const code = await dispatch({
    CharmClass: charm(() => undefined),
    runner: fake,
    env: { JUJU_DISPATCH_PATH: "hooks/start", JUJU_UNIT_NAME: "me/0" },
    ...rest,
  })
  expect(code).toBe(1)
  expect(fake.log).toContain("cannot read /nonexistent/charm.json")
})

test("many charms can be dispatched at once in one process", async () => {
  const slow = charm(async (self) => {
    await sleep(5)
    await writeEverything(self)
  })
  const fakes = Array.from({ length: 10 }, juju)
  const codes = await Promise.all(
    fakes.map((fake) => runHook({ juju: fake, CharmClass: slow, hook: "config-changed" })),
  )
  expect(codes.every(({ code }) => code === 0)).toBe(true)
  for (const fake of fakes) expect(fake.sent("relation-set")).toHaveLength(2)
})
