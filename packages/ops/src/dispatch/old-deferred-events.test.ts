import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { relationEnv, runHook } from "../../tests/run-hook.ts"
import { CharmBase } from "../charm/charm-base.ts"
import type { EventBase } from "../framework/event.ts"
import type { Framework } from "../framework/framework.ts"
import { Abort } from "./abort.ts"

/** A charm with two deferred events: the handler of the older one always throws when it comes back, the other's always works. */
class StuckCharm extends CharmBase {
  static readonly ran: string[] = []

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.configChanged, this.stuck)
    this.observe(this.on.configChanged, this.second)
    this.observe(this.on.updateStatus, this.later)
    for (const event of [this.on.start, this.on.stop, this.on.remove]) this.observe(event, this.work)
    this.observe(this.on.relation("db").broken, this.work)
    this.observe(this.on.action("do-it"), this.work)
  }

  async stuck(event: EventBase): Promise<void> {
    if (this.config.has("first")) event.defer()
    else throw this.config.has("abort") ? new Abort(3) : new TypeError("always")
  }

  second(event: EventBase): void {
    if (this.config.has("second")) StuckCharm.ran.push("second")
    if (this.config.has("first")) event.defer()
  }

  later(event: EventBase): void {
    StuckCharm.ran.push("later")
    if (this.config.has("first")) event.defer()
  }

  work(): void {
    StuckCharm.ran.push("work")
  }
}

async function afterDeferrals() {
  const juju = new FakeJuju()
  juju.config = { first: true }
  juju.relations = [{ endpoint: "db", id: 4, app: "mysql", units: {} }]
  await runHook({ juju, CharmClass: StuckCharm, hook: "config-changed" })
  await runHook({ juju, CharmClass: StuckCharm, hook: "update-status" })
  juju.config = {}
  juju.calls.length = 0
  StuckCharm.ran.length = 0
  const run = (hook: string, env: Record<string, string> = {}) =>
    runHook({ juju, CharmClass: StuckCharm, hook, env })
  return { juju, run }
}

test.each([
  ["start", {}],
  ["db-relation-broken", relationEnv("db:4")],
])("a deferred event whose handler throws fails the hook %s, and stays deferred", async (hook, env) => {
  const { juju, run } = await afterDeferrals()
  const before = { ...juju.state }
  expect((await run(hook, env)).code).toBe(1)
  expect(StuckCharm.ran).toEqual([])
  expect(juju.state).toEqual(before)
})

test.each(["stop", "remove"])("%s goes on after it; the error is in the log", async (hook) => {
  const { juju, run } = await afterDeferrals()
  expect((await run(hook)).code).toBe(0)
  expect(StuckCharm.ran).toEqual(["later", "work"])
  expect(juju.log).toContain("ERROR A deferred event failed, and stays deferred:\nTypeError: always")
  // A pod that is replaced starts again with what is left.
  expect(Object.keys(juju.state)).toEqual(["#notices#"])
  expect(juju.state["#notices#"]).toContain("config_changed")
  expect(juju.state["#notices#"]).not.toContain("update_status")
  expect((await run("start")).code).toBe(1)
})

test("the other handlers of the same event still run", async () => {
  const { juju, run } = await afterDeferrals()
  juju.config = { second: true }
  expect((await run("stop")).code).toBe(0)
  expect(StuckCharm.ran).toEqual(["second", "later", "work"])
})

test("Abort ends the hook as in all others, and nothing is committed", async () => {
  const { juju, run } = await afterDeferrals()
  juju.config = { abort: true }
  const before = { ...juju.state }
  expect((await run("stop")).code).toBe(3)
  expect(StuckCharm.ran).toEqual([])
  expect(juju.state).toEqual(before)
})

test("an action runs without the deferred events, which wait for the next hook", async () => {
  const { juju, run } = await afterDeferrals()
  const before = { ...juju.state }
  expect((await run("actions/do-it", { JUJU_ACTION_NAME: "do-it", JUJU_ACTION_UUID: "12" })).code).toBe(0)
  expect(StuckCharm.ran).toEqual(["work"])
  expect(juju.state).toEqual(before)
})
