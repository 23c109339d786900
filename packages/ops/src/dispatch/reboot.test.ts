import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { runHook } from "../../tests/run-hook.ts"
import { jujuWithDatabase, workCharm, writeEverything } from "../../tests/work-charm.ts"
import type { ActionEvent } from "../charm/action-event.ts"
import { CharmBase } from "../charm/charm-base.ts"
import type { Framework } from "../framework/framework.ts"
import { reboot } from "./reboot.ts"

test("after the hook: its writes are sent", async () => {
  const juju = jujuWithDatabase()
  const CharmClass = workCharm((charm) => {
    reboot(charm.unit)
    return writeEverything(charm)
  })
  expect((await runHook({ juju, CharmClass, hook: "config-changed" })).code).toBe(0)
  expect(juju.sent("juju-reboot")).toEqual([[]])
  expect(juju.sent("relation-set")).toHaveLength(2)
})

test("now: the handler ends, and nothing is sent", async () => {
  const juju = jujuWithDatabase()
  let passed = false
  const CharmClass = workCharm(async (charm) => {
    await writeEverything(charm)
    reboot(charm.unit, { now: true })
    passed = true
  })
  expect((await runHook({ juju, CharmClass, hook: "config-changed" })).code).toBe(0)
  expect(juju.sent("juju-reboot")).toEqual([["--now"]])
  expect(juju.sent("relation-set")).toEqual([])
  expect(passed).toBe(false)
})

test("an action cannot reboot, and no unit another one's machine", async () => {
  class RebootCharm extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.action("do-it"), this.doIt)
    }

    doIt({ params }: ActionEvent): void {
      reboot(params.how === "other" ? this.model.getUnit("me/1") : this.unit, { now: true })
    }
  }
  const juju = new FakeJuju()
  juju.failing["juju-reboot"] = "ERROR juju-reboot is not supported when running an action."
  const action = { juju, CharmClass: RebootCharm, hook: "actions/do-it", env: { JUJU_ACTION_NAME: "do-it" } }
  expect(String((await runHook(action)).error)).toContain(
    "cannot reboot the machine of me/0: an action cannot do that, a hook can. Juju says: juju-reboot is not supported",
  )
  juju.params = { how: "other" }
  expect(String((await runHook(action)).error)).toContain("me/1 is another unit: cannot reboot its machine")
})
