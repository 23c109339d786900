import { expect, test } from "vitest"
import { MemoryLog, MemoryStore } from "../../tests/memory-store.ts"
import { defineEvents } from "./define-events.ts"
import { EventBase } from "./event.ts"
import { Framework } from "./framework.ts"
import { NOTICES_KEY } from "./notice-queue.ts"
import { FrameworkObject } from "./object.ts"

class Ping extends EventBase<{ readonly n?: number }> {}

class Lib extends FrameworkObject {
  readonly on = defineEvents(this, { a: Ping, b: Ping })
}

interface Plan {
  /** Names of the handlers that defer: `take`, `other`. */
  readonly defer?: readonly string[]
  readonly emit?: (dispatch: { one: Lib; two: Lib }) => Promise<void>
  readonly withoutLibs?: boolean
  readonly Observer?: new (
    framework: Framework,
    libs: readonly Lib[],
    plan: Plan,
    seen: string[],
  ) => FrameworkObject
}

class Observer extends FrameworkObject {
  static override readonly handleKind: string = "Observer"
  readonly plan: Plan
  readonly seen: string[]

  constructor(framework: Framework, libs: readonly Lib[], plan: Plan, seen: string[]) {
    super(framework)
    this.plan = plan
    this.seen = seen
    this.watch(libs)
  }

  watch(libs: readonly Lib[]): void {
    for (const lib of libs) {
      this.observe(lib.on.a, this.take)
      this.observe(lib.on.b, this.take)
    }
  }

  take(event: Ping): void | Promise<void> {
    this.note("take", event)
  }

  note(name: string, event: Ping): void {
    this.seen.push(`${name} ${event.path} ${event.data.n ?? "-"}`)
    if (this.plan.defer?.includes(name)) event.defer()
  }
}

/** Runs one dispatch: constructor, deferred events, a new event, commit. */
async function dispatch(store: MemoryStore, plan: Plan) {
  const log = new MemoryLog()
  const framework = new Framework({ store, log })
  const one = new Lib(framework, "one")
  const two = new Lib(framework, "two")
  const seen: string[] = []
  const ObserverClass = plan.Observer ?? Observer
  new ObserverClass(framework, [one, two], plan, seen)
  await framework.reemit()
  await plan.emit?.({ one, two })
  await framework.finish()
  framework.save()
  return { seen, log: log.lines }
}

test("A4: a deferred event is emitted again, once, in the next dispatch, with its path and data", async () => {
  const store = new MemoryStore()
  await dispatch(store, { defer: ["take"], emit: ({ one }) => one.on.a.emit({ n: 7 }) })
  expect(Object.keys(store.values)).toEqual([NOTICES_KEY])
  const second = await dispatch(store, {})
  expect(second.seen).toEqual(["take Lib[one]/on/a[1] 7"])
  expect(second.log.join()).toContain("Emitting deferred event Lib[one]/on/a[1] again")
  expect(store.values).toEqual({})
  expect((await dispatch(store, {})).seen).toEqual([])
})

test("A4: an equal event does not queue up behind a deferred one", async () => {
  const store = new MemoryStore()
  for (let round = 0; round < 3; round += 1) {
    await dispatch(store, { defer: ["take"], emit: ({ one }) => one.on.a.emit() })
  }
  const last = await dispatch(store, {})
  expect(last.seen).toEqual(["take Lib[one]/on/a[1] -"])
})

test("A4: different data are a different event", async () => {
  const store = new MemoryStore()
  await dispatch(store, { defer: ["take"], emit: ({ one }) => one.on.a.emit({ n: 1 }) })
  await dispatch(store, { defer: ["take"], emit: ({ one }) => one.on.a.emit({ n: 2 }) })
  expect((await dispatch(store, {})).seen).toEqual(["take Lib[one]/on/a[1] 1", "take Lib[one]/on/a[2] 2"])
})

test("O1: events of another object or kind are not lost behind a deferred one with equal data", async () => {
  const store = new MemoryStore()
  await dispatch(store, { defer: ["take"], emit: ({ one }) => one.on.a.emit() })
  const second = await dispatch(store, {
    defer: ["take"],
    emit: async ({ one, two }) => {
      await two.on.b.emit()
      await two.on.a.emit()
      await one.on.b.emit()
    },
  })
  expect(second.seen).toEqual([
    "take Lib[one]/on/a[1] -",
    "take Lib[two]/on/b[2] -",
    "take Lib[two]/on/a[3] -",
    "take Lib[one]/on/b[4] -",
  ])
})

test("A4: deferred events keep their place when they are deferred again", async () => {
  const store = new MemoryStore()
  const emit: Plan["emit"] = async ({ one, two }) => {
    await one.on.a.emit()
    await two.on.b.emit()
  }
  await dispatch(store, { defer: ["take"], emit })
  await dispatch(store, { defer: ["take"], emit: ({ one }) => one.on.b.emit() })
  expect((await dispatch(store, {})).seen.map((line) => line.split(" ")[1])).toEqual([
    "Lib[one]/on/a[1]",
    "Lib[two]/on/b[2]",
    "Lib[one]/on/b[3]",
  ])
})

class TwoMethods extends Observer {
  static override readonly handleKind = "Observer"

  override watch(libs: readonly Lib[]): void {
    for (const lib of libs) {
      this.observe(lib.on.a, this.take)
      this.observe(lib.on.a, this.other)
    }
  }

  other(event: Ping): void {
    this.note("other", event)
  }
}

test("A4: an event is deferred for one handler, not for all", async () => {
  const store = new MemoryStore()
  await dispatch(store, { Observer: TwoMethods, defer: ["other"], emit: ({ one }) => one.on.a.emit() })
  expect((await dispatch(store, { Observer: TwoMethods })).seen).toEqual(["other Lib[one]/on/a[1] -"])
})

test("A4: new observers are not added to old events", async () => {
  const store = new MemoryStore()
  await dispatch(store, { defer: ["take"], emit: ({ one }) => one.on.a.emit() })
  expect((await dispatch(store, { Observer: TwoMethods })).seen).toEqual(["take Lib[one]/on/a[1] -"])
})

test("A4: a notice whose method, observer or event no longer exists is dropped with a warning", async () => {
  const store = new MemoryStore()
  await dispatch(store, { Observer: TwoMethods, defer: ["other"], emit: ({ one }) => one.on.a.emit() })
  const withoutMethod = await dispatch(store, {})
  expect(withoutMethod.log).toContain(
    "WARNING Dropping the deferred event Lib[one]/on/a[1] for Observer.other: Observer has no method other any more",
  )
  expect(store.values).toEqual({})

  for (const [event, observer, reason] of [
    ["Lib[one]/on/a[1]", "Nobody", "there is no object Nobody any more"],
    ["Lib[one]/on/gone[1]", "Observer", "the event is no longer defined"],
  ]) {
    store.values = {
      [NOTICES_KEY]: JSON.stringify([{ event, data: {}, notices: [[observer, "take"]] }]),
    }
    const { seen, log } = await dispatch(store, {})
    expect(seen).toEqual([])
    expect(log.join("\n")).toContain(reason)
    expect(store.values).toEqual({})
  }
})

test("A4: inside a handler the same event with equal data is skipped, as it is still in the queue", async () => {
  class Repeating extends Observer {
    static override readonly handleKind = "Observer"

    override take(event: Ping): void {
      super.take(event)
      if (this.seen.length < 5) void this.again?.()
    }
    again: (() => Promise<void>) | undefined
    override watch(libs: readonly Lib[]): void {
      super.watch(libs)
      this.again = () => libs[0]?.on.a.emit() ?? Promise.resolve()
    }
  }
  const { seen } = await dispatch(new MemoryStore(), {
    Observer: Repeating,
    emit: ({ one }) => one.on.a.emit(),
  })
  expect(seen).toHaveLength(1)
})

test("a failed dispatch keeps what was deferred before as it was", async () => {
  class Failing extends Observer {
    static override readonly handleKind = "Observer"

    override take(): void {
      throw new Error("broken handler")
    }
  }
  const store = new MemoryStore()
  await dispatch(store, { defer: ["take"], emit: ({ one }) => one.on.a.emit() })
  const before = { ...store.values }
  await expect(dispatch(store, { Observer: Failing })).rejects.toThrow("broken handler")
  expect(store.values).toEqual(before)
})

test.each(["at once", "later"])(
  "an emission that failed %s, and whose failure was caught, leaves nothing deferred",
  async (when) => {
    class Failing extends Observer {
      static override readonly handleKind = "Observer"
      override take(event: Ping): void | Promise<void> {
        event.defer()
        const error = new Error("expected")
        if (when === "later") return Promise.reject(error)
        throw error
      }
    }
    const store = new MemoryStore()
    await dispatch(store, { Observer: Failing, emit: ({ one }) => one.on.a.emit().catch(() => undefined) })
    expect(store.values).toEqual({})
  },
)
