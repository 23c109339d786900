import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { runHook } from "../../tests/run-hook.ts"
import type { Framework } from "../framework/framework.ts"
import {
  ActiveStatus,
  BlockedStatus,
  ErrorStatus,
  MaintenanceStatus,
  type SettableStatus,
  WaitingStatus,
} from "../model/status.ts"
import { CharmBase } from "./charm-base.ts"
import type { CollectStatusEvent } from "./collect-status.ts"

interface Plan {
  readonly unit?: readonly SettableStatus[]
  readonly app?: readonly SettableStatus[]
  readonly before?: SettableStatus
}

function charm(plan: Plan) {
  return class StatusCharm extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      if (plan.unit !== undefined) {
        this.observe(this.on.collectUnitStatus, this.collectUnit)
        this.observe(this.on.collectUnitStatus, this.collectNothing)
      }
      if (plan.app !== undefined) this.observe(this.on.collectAppStatus, this.collectApp)
      if (plan.before !== undefined) this.unit.status = plan.before
    }

    collectUnit(event: CollectStatusEvent): void {
      for (const status of plan.unit ?? []) event.addStatus(status)
    }

    collectNothing(): void {}

    collectApp(event: CollectStatusEvent): void {
      for (const status of plan.app ?? []) event.addStatus(status)
    }
  }
}

async function run(plan: Plan, juju = new FakeJuju(), hook = "update-status") {
  const result = await runHook({ juju, CharmClass: charm(plan), hook })
  return { ...result, juju, set: juju.sent("status-set").map(String) }
}

const [active, waiting, maintenance, blocked] = [
  new ActiveStatus("a"),
  new WaitingStatus("w"),
  new MaintenanceStatus("m"),
  new BlockedStatus("b"),
]

test.each([
  [[active, waiting, maintenance, blocked], "blocked"],
  [[active, waiting, maintenance], "maintenance"],
  [[waiting, active], "waiting"],
  [[active], "active"],
])("A5: the most urgent status is set, once (%#)", async (statuses, expected) => {
  const { set } = await run({ unit: statuses })
  expect(set).toHaveLength(1)
  expect(set[0]).toContain(expected)
})

test("A5: among equals the first that was added wins", async () => {
  const { set } = await run({ unit: [new BlockedStatus("first"), new BlockedStatus("second")] })
  expect(set.join()).toMatch(/first$/)
})

test("A5: without an added status none is set; without an observer there is no call", async () => {
  const { juju, set } = await run({ unit: [] })
  expect(set).toEqual([])
  expect(juju.tools).toEqual(["state-get"])
})

test("A5: the application's status is collected on the leader only, and before the unit's", async () => {
  const both = await run({ app: [blocked], unit: [active] })
  expect(both.set.map((args) => /--application=true/i.test(args))).toEqual([true, false])
  const juju = new FakeJuju()
  juju.leader = false
  const follower = await run({ app: [blocked], unit: [active] }, juju)
  expect(follower.set).toHaveLength(1)
})

test("A5: it runs in actions and unknown hooks too", async () => {
  expect((await run({ unit: [active] }, new FakeJuju(), "actions/do-it")).set).toHaveLength(1)
  expect((await run({ unit: [active] }, new FakeJuju(), "something-new")).set).toHaveLength(1)
})

test("A5: no call if this dispatch has set the same already, and no status-get to find out", async () => {
  const { juju, set } = await run({ before: new BlockedStatus("b"), unit: [blocked] })
  expect(set).toHaveLength(1)
  expect(juju.tools).not.toContain("status-get")
})

test("A5: statuses other than active leave a debug line", async () => {
  const { juju } = await run({ unit: [active, blocked] })
  expect(juju.log).toBe("DEBUG Adding status blocked: b")
})

test("A5: a status that cannot be set cannot be added", async () => {
  class Wrong extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.collectUnitStatus, this.collect)
    }
    collect(event: CollectStatusEvent): void {
      Reflect.apply(event.addStatus, event, [new ErrorStatus("no")])
    }
  }
  const { code, error } = await runHook({ juju: new FakeJuju(), CharmClass: Wrong })
  expect(code).toBe(1)
  expect(error).toMatchObject({ code: "invalid-status" })
})
