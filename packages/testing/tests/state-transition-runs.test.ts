import { Abort, CharmBase, type Framework, RelationDataAccessError } from "@charmkit/ops"
import { CharmError, Context, relation, type State } from "@charmkit/testing"
import { expect, test } from "vitest"
import { newContext, spec } from "./feature-charm.ts"

test("one event: statuses, workload version and ports are in the state, and their history in the context", async () => {
  const context = newContext()
  const out = await context.run(context.on.install(), { leader: true })
  expect(out).toMatchObject({
    unitStatus: { status: "active", message: "" },
    appStatus: { status: "active", message: "all of it" },
    workloadVersion: "1.2.3",
    openedPorts: ["80/tcp"],
    leader: true,
  })
  expect(context.unitStatusHistory).toEqual([
    { status: "maintenance", message: "installing" },
    { status: "active", message: "" },
  ])
  expect(context.appStatusHistory).toEqual([{ status: "active", message: "all of it" }])
  expect(context.workloadVersionHistory).toEqual(["1.2.3"])
  expect(context.toolCalls.map(({ tool }) => tool)).toContain("open-port")
})

test("logs, emitted custom events, and hook tool calls are those of the last run", async () => {
  const context = newContext()
  await context.run(context.on.install())
  await context.run(context.on.configChanged(), { config: { mode: "fast" } })
  expect(context.logs).toEqual([
    { level: "INFO", message: "mode fast" },
    { level: "DEBUG", message: "noticed fast" },
  ])
  expect(context.emittedEvents).toEqual([
    { source: "FeatureCharm/on/config_changed", kind: "config_changed", data: {} },
    { source: "FeatureCharm/on/noticed", kind: "noticed", data: { what: "fast" } },
  ])
  expect(context.unitStatusHistory).toEqual([])
  expect(context.toolCalls.at(-1)).toMatchObject({ tool: "juju-log", exitCode: 0 })
})

test("the given state is not modified, the new state is frozen, and equal runs return equal states", async () => {
  const context = newContext()
  const db = relation({ endpoint: "db", id: 7 })
  const before = { leader: true, relations: [db], storedState: {} }
  const copy = structuredClone(before)
  const first = await context.run(context.on.updateStatus(), before)
  const second = await context.run(context.on.updateStatus(), before)
  expect(before).toEqual(copy)
  expect(second).toEqual(first)
  expect(() => Object.assign(first.relations[0]?.localUnitData ?? {}, { x: "y" })).toThrow(TypeError)
  expect(Object.isFrozen(first.storedState)).toBe(true)
})

test("stored state of a run can be the input of the next run", async () => {
  const context = newContext()
  let state: State = await context.run(context.on.updateStatus(), {
    storedState: { "FeatureCharm/StoredStateData[_stored]": { count: 40 } },
  })
  state = await context.run(context.on.updateStatus(), state)
  expect(state.storedState).toEqual({ "FeatureCharm/StoredStateData[_stored]": { count: 42 } })
})

test("a deferred event is in the state, is emitted first, and keeps its place in the queue", async () => {
  const context = newContext()
  const later = await context.run(context.on.configChanged(), { config: { mode: "later" } })
  expect(later.deferred).toEqual([context.deferred(context.on.configChanged(), "configure")])

  const done = await context.run(context.on.updateStatus(), { ...later, config: {} })
  expect(done.deferred).toEqual([])
  expect(context.logs.map(({ message }) => message)).toContain("mode now")

  const db = relation({ endpoint: "db", remoteUnitsData: { 0: { greeting: "hi" } } })
  const queue = [
    context.deferred(context.on.updateStatus(), "count", { number: 2 }),
    context.deferred(context.on.configChanged(), "configure", { number: 3 }),
    context.deferred(context.on.relationChanged(db, { unit: 0 }), "answer", { number: 4 }),
  ]
  const kept = await context.run(context.on.start(), {
    config: { mode: "later" },
    relations: [db],
    deferred: queue,
  })
  expect(kept.deferred).toEqual([queue[1]])
  expect(kept.relations[0]?.localUnitData).toMatchObject({ saw: "hi" })
})

test("a hook that throws is a CharmError with the cause; the state before it can be used again", async () => {
  const context = newContext()
  const before: Partial<State> = Object.freeze({ config: { mode: "broken" } })
  const failure = await context.run(context.on.configChanged(), before).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(CharmError)
  expect(failure).toMatchObject({
    code: "charm-failed",
    message: "config-changed of FeatureCharm: the charm threw RangeError: cannot be configured",
    cause: expect.any(RangeError),
  })
  expect(context.logs).toContainEqual({ level: "INFO", message: "mode broken" })
  await context.run(context.on.updateStatus(), before)
})

test("a follower cannot read its own application's databag, as in Juju", async () => {
  const context = newContext()
  const db = relation({ endpoint: "db", localAppData: { x: "1" } })
  const run = context.run(context.on.configChanged(), { relations: [db], config: { mode: "forbidden" } })
  await expect(run).rejects.toMatchObject({ cause: expect.any(RelationDataAccessError) })
})

test("Abort: 0 succeeds without a commit, any other code fails", async () => {
  class Leaving extends CharmBase {
    readonly state = this.storedState({ seen: 0 })
    constructor(framework: Framework) {
      super(framework)
      this.observe(this.on.start, this.leave)
      this.observe(this.on.stop, this.fail)
    }
    leave(): void {
      this.state.seen = 1
      throw new Abort(0)
    }
    fail(): void {
      throw new Abort(3)
    }
  }
  const context = new Context(Leaving, { spec })
  expect((await context.run(context.on.start())).storedState).toEqual({})
  await expect(context.run(context.on.stop())).rejects.toThrow("stop of Leaving: it ended with exit status 3")
})

test("callbacks receive the charm object before and after its handlers", async () => {
  const context = newContext()
  const seen: number[] = []
  await context.run(
    context.on.updateStatus(),
    {},
    { before: (charm) => seen.push(charm.state.count), after: (charm) => seen.push(charm.state.count) },
  )
  expect(seen).toEqual([0, 1])
  const failing = context.run(
    context.on.updateStatus(),
    {},
    { after: (charm) => expect(charm.state.count).toBe(2) },
  )
  await expect(failing).rejects.toThrow(CharmError)
})

test("two concurrent runs of one context are rejected, because their records would be mixed", async () => {
  const context = newContext()
  const first = context.run(context.on.start())
  await expect(context.run(context.on.start())).rejects.toThrow("one event at a time")
  await first
})

test("the model, the unit's number and the address are those of the state and the context", async () => {
  const context = newContext(3)
  const names: unknown[] = []
  await context.run(
    context.on.start(),
    { model: { name: "prod", uuid: "0000" }, address: "192.0.2.77", plannedUnits: 4 },
    {
      before: (charm) =>
        names.push(
          charm.unit.name,
          charm.model.name,
          charm.model.getBinding("db").bindAddress,
          charm.app.plannedUnits(),
        ),
    },
  )
  expect(names).toEqual(["feature/3", "prod", "192.0.2.77", 4])
})
