import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { runHook } from "../../tests/run-hook.ts"
import type { Framework } from "../framework/framework.ts"
import type { ActionEvent } from "./action-event.ts"
import { CharmBase } from "./charm-base.ts"

function charm(work: (event: ActionEvent) => void) {
  return class ActionCharm extends CharmBase {
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.action("do-it"), this.doIt)
    }
    doIt(event: ActionEvent): void {
      work(event)
    }
  }
}

const env = { JUJU_ACTION_NAME: "do-it", JUJU_ACTION_UUID: "12" }

async function run(work: (event: ActionEvent) => void) {
  const juju = new FakeJuju()
  juju.params = { how: "well" }
  const result = await runHook({ juju, CharmClass: charm(work), hook: "actions/do-it", env })
  return { ...result, juju }
}

test("A13: id, parameters (read once), progress and results", async () => {
  const { code, juju } = await run((event) => {
    expect(event.id).toBe("12")
    expect(event.params).toEqual({ how: "well" })
    expect(event.params.how).toBe("well")
    event.log("half")
    event.setResults({ db: { host: "h" }, count: 2 })
    event.setResults({ done: true })
  })
  expect(code).toBe(0)
  expect(juju.tools).toEqual(["state-get", "action-get", "action-log", "action-set", "action-set"])
  expect(juju.sent("action-set")).toEqual([["db.host=h", "count=2"], ["done=true"]])
})

test("A13: unused parameters cost no call", async () => {
  const { juju } = await run(() => undefined)
  expect(juju.tools).toEqual(["state-get"])
})

test("A13: fail does not stop the handler, and what it writes is committed", async () => {
  const { code, juju } = await run((event) => {
    event.fail("not today")
    event.setResults({ after: "yes" })
  })
  expect(code).toBe(0)
  expect(juju.sent("action-fail")).toEqual([["--", "not today"]])
  expect(juju.sent("action-set")).toEqual([["after=yes"]])
})

test("A13: an invalid key sends nothing and fails the action", async () => {
  const { code, juju } = await run((event) => event.setResults({ ok: "1", Not_ok: "2" }))
  expect(code).toBe(1)
  expect(juju.tools).not.toContain("action-set")
  expect(juju.log).toContain('the key "Not_ok"')
})

test("a result inside of one of an earlier call is refused; a new value for a key is not", async () => {
  const { code, juju } = await run((event) => {
    event.setResults({ a: "1" })
    event.setResults({ a: "2" })
    event.setResults({ a: { b: "3" } })
  })
  expect(code).toBe(1)
  expect(juju.sent("action-set")).toEqual([["a=1"], ["a=2"]])
  expect(juju.log).toContain('keep only one of the action\'s results "a"')
})

test("A13: an uncaught exception in an action is written to stderr too", async () => {
  const { code, stderr, juju } = await run(() => {
    throw new RangeError("out of it")
  })
  expect(code).toBe(1)
  expect(stderr).toContain("Uncaught RangeError in charm code: out of it")
  expect(stderr).toContain("juju debug-log")
  expect(juju.log).toContain("ERROR Uncaught exception while in charm code:\nRangeError: out of it")
})
