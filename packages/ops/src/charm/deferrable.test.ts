import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { relationEnv, runHook } from "../../tests/run-hook.ts"
import type { EventBase } from "../framework/event.ts"
import type { Framework } from "../framework/framework.ts"
import { CharmBase } from "./charm-base.ts"
import type { RelationChangedEvent } from "./relation-events.ts"

class DeferringCharm extends CharmBase {
  constructor(framework: Framework) {
    super(framework)
    const { on } = this
    for (const event of [on.stop, on.remove, on.configChanged]) this.observe(event, this.deferIt)
    for (const event of [on.secretRotate, on.secretExpired, on.secretRemove])
      this.observe(event, this.deferIt)
    this.observe(on.action("do-it"), this.deferIt)
    this.observe(on.collectUnitStatus, this.maybe)
  }

  deferIt(event: EventBase): void {
    event.defer()
  }

  maybe(event: EventBase): void {
    if (this.config.has("defer-collect")) event.defer()
  }
}

const secret = { JUJU_SECRET_ID: "secret:abc", JUJU_SECRET_REVISION: "1" }

test.each(["stop", "remove", "secret-rotate", "secret-expired", "actions/do-it"])(
  "A4: %s cannot be deferred",
  async (hook) => {
    const juju = new FakeJuju()
    const { code } = await runHook({ juju, CharmClass: DeferringCharm, hook, env: secret })
    expect(code).toBe(1)
    expect(juju.log).toContain("cannot be deferred")
  },
)

test("A4: the collection of statuses cannot be deferred", async () => {
  const juju = new FakeJuju()
  juju.config = { "defer-collect": true }
  const { code, error } = await runHook({ juju, CharmClass: DeferringCharm, hook: "start" })
  expect(code).toBe(1)
  expect(String(error)).toContain("a CollectStatusEvent cannot be deferred")
})

test.each(["config-changed", "secret-remove"])("A4: %s can be deferred", async (hook) => {
  const juju = new FakeJuju()
  const { code } = await runHook({ juju, CharmClass: DeferringCharm, hook, env: secret })
  expect(code).toBe(0)
  expect(Object.keys(juju.state)).toEqual(["#notices#"])
})

const seen: string[] = []

class RelationCharm extends CharmBase {
  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.relation("db").changed, this.use)
  }

  use(event: RelationChangedEvent): void {
    const { relation, app, unit } = event
    const data = app === undefined ? {} : relation.data(app).toObject()
    const unitData = unit === undefined ? {} : relation.data(unit).toObject()
    seen.push(`${relation.id} ${relation.active} ${app?.name} ${JSON.stringify([data, unitData])}`)
    if (this.config.has("wait")) event.defer()
  }
}

test("A8: a deferred relation event keeps its names; a removed relation is not active and empty", async () => {
  const juju = new FakeJuju()
  juju.config = { wait: true }
  juju.relations = [
    { endpoint: "db", id: 4, app: "mysql", units: { "mysql/0": { u: "1" } }, appData: { a: "1" } },
  ]
  await runHook({
    juju,
    CharmClass: RelationCharm,
    hook: "db-relation-changed",
    env: relationEnv("db:4", "mysql/0"),
  })
  await runHook({ juju, CharmClass: RelationCharm })
  juju.relations = []
  juju.config = {}
  const last = await runHook({ juju, CharmClass: RelationCharm })
  expect(last.code).toBe(0)
  expect(seen).toEqual([
    '4 true mysql [{"a":"1"},{"u":"1"}]',
    '4 true mysql [{"a":"1"},{"u":"1"}]',
    "4 false mysql [{},{}]",
  ])
  expect(juju.state).toEqual({})
})

test("a deferred relation event about a unit that has left: the relation goes on, the unit's data is empty", async () => {
  seen.length = 0
  const juju = new FakeJuju()
  juju.config = { wait: true }
  const relation = { endpoint: "db", id: 4, app: "mysql", appData: { a: "1" } }
  juju.relations = [{ ...relation, units: { "mysql/0": { u: "1" }, "mysql/1": {} } }]
  const env = relationEnv("db:4", "mysql/0")
  await runHook({ juju, CharmClass: RelationCharm, hook: "db-relation-changed", env })
  // Juju still shows what the unit has left behind.
  juju.relations = [{ ...relation, units: { "mysql/1": {} }, others: { "mysql/0": { u: "old" } } }]
  juju.config = {}
  const last = await runHook({ juju, CharmClass: RelationCharm })
  expect(last.error).toBeUndefined()
  expect(seen.at(-1)).toBe('4 true mysql [{"a":"1"},{}]')
  expect(juju.state).toEqual({})
})
