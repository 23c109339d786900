import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { runHook } from "../../tests/run-hook.ts"
import { CharmBase } from "../charm/charm-base.ts"
import type { Framework } from "../framework/framework.ts"
import type { RunningHook } from "./running-hook.ts"

/** Creates a charm class that replaces the run of a hook. */
function styled(run: (order: string[], hook: RunningHook) => Promise<void>) {
  const order: string[] = []
  class Styled extends CharmBase {
    static readonly runHook = (_charm: CharmBase, hook: RunningHook) => run(order, hook)
    readonly state = this.storedState({ n: 0 })
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.updateStatus, this.count)
      this.observe(this.on.collectUnitStatus, this.collect)
      this.observe(framework.on.commit, this.commit)
    }
    count(): void {
      order.push("event")
      this.state.n += 1
    }
    collect(): void {
      order.push("status")
    }
    commit(): void {
      order.push("commit")
    }
  }
  return { Styled, order }
}

test("a class with runHook runs the hook: the event when it says so, no statuses, and the same commit", async () => {
  const { Styled, order } = styled(async (notes, { context, restricted, emit, reemit }) => {
    notes.push(`${context.dispatchPath} ${restricted}`)
    await reemit()
    await emit()
    notes.push("after")
  })
  const juju = new FakeJuju()
  await runHook({ juju, CharmClass: Styled })
  expect(order).toEqual(["hooks/update-status false", "event", "after", "commit"])
  expect(juju.state).toEqual({ "Styled/StoredStateData[_stored]": '{"n":1}' })
})

test("if it throws nothing is sent", async () => {
  const { Styled, order } = styled(async (_notes, { emit }) => {
    await emit()
    throw new Error("no")
  })
  const juju = new FakeJuju()
  expect((await runHook({ juju, CharmClass: Styled })).code).toBe(1)
  expect(order).toEqual(["event"])
  expect(juju.state).toEqual({})
})

test("it is called for restricted hooks too; a charm that observes nothing touches no state there", async () => {
  const seen: boolean[] = []
  class Plain extends CharmBase {
    static readonly runHook = async (_charm: CharmBase, { restricted }: RunningHook) =>
      void seen.push(restricted)
  }
  const juju = new FakeJuju()
  await runHook({ juju, CharmClass: Plain, hook: "collect-metrics" })
  expect(seen).toEqual([true])
  expect(juju.tools).toEqual([])
})
