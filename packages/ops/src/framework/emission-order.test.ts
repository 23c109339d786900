import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, test } from "vitest"
import { MemoryLog, MemoryStore } from "../../tests/memory-store.ts"
import { defineEvents } from "./define-events.ts"
import { EventBase } from "./event.ts"
import { Framework } from "./framework.ts"
import { FrameworkObject } from "./object.ts"

class Tick extends EventBase {}

/** Observes `outer`, `inner` and `other`; each test defines what the last two handlers do. */
class Stage extends FrameworkObject {
  readonly on = defineEvents(this, { outer: Tick, inner: Tick, other: Tick })
  readonly seen: string[] = []
  readonly script: Partial<Record<"outer" | "inner" | "other", (stage: Stage) => void | Promise<void>>>

  constructor(framework: Framework, script: Stage["script"]) {
    super(framework)
    this.script = script
    this.observe(this.on.outer, this.first)
    this.observe(this.on.outer, this.last)
    this.observe(this.on.inner, this.inner)
    this.observe(this.on.other, this.other)
  }

  first(): void | Promise<void> {
    return this.script.outer?.(this)
  }

  last(): void {
    this.seen.push("last")
  }

  inner(): void | Promise<void> {
    return this.script.inner?.(this)
  }

  other(): void | Promise<void> {
    return this.script.other?.(this)
  }
}

class AsyncStage extends Stage {
  override async first(): Promise<void> {
    await super.first()
  }

  override async inner(): Promise<void> {
    await super.inner()
  }

  override async other(): Promise<void> {
    await super.other()
  }
}

class MixedStage extends Stage {
  override async first(): Promise<void> {
    await super.first()
  }
}

function newStage(script: Stage["script"], Class = Stage): Stage {
  return new Class(new Framework({ store: new MemoryStore(), log: new MemoryLog() }), script)
}

test("A4: with synchronous handlers the emission is complete when emit returns", () => {
  const it = newStage({
    outer: ({ on, seen }) => {
      void on.inner.emit()
      seen.push("first")
    },
    inner: ({ seen }) => void seen.push("inner"),
  })
  void it.on.outer.emit()
  expect(it.seen).toEqual(["inner", "first", "last"])
})

const kinds = { "that return a promise": Stage, "that are async": AsyncStage, "of both kinds": MixedStage }

describe.each(Object.entries(kinds))("handlers %s", (_, Class) => {
  const stage = (script: Stage["script"]): Stage => newStage(script, Class)

  test("a nested emission made after waiting ends before the handler that made it", async () => {
    const it = stage({
      outer: async ({ on, seen }) => {
        await on.inner.emit()
        seen.push("first")
      },
      inner: async ({ on, seen }) => {
        await sleep(2)
        await on.other.emit()
        void on.other.emit()
        seen.push("inner")
      },
      other: async ({ seen }) => {
        await sleep(2)
        seen.push("other")
      },
    })
    await it.on.outer.emit()
    expect(it.seen).toEqual(["other", "inner", "other", "first", "last"])
  })

  test("A4: handlers that are asynchronous are awaited in order", async () => {
    const it = stage({
      outer: async ({ seen }) => {
        await sleep(5)
        seen.push("first")
      },
    })
    await it.on.outer.emit()
    expect(it.seen).toEqual(["first", "last"])
  })

  test("A4: a nested emission ends before the handler goes on", async () => {
    const it = stage({
      outer: async ({ on, seen }) => {
        await on.inner.emit()
        seen.push("first")
      },
      inner: async ({ seen }) => {
        await sleep(5)
        seen.push("inner")
      },
    })
    await it.on.outer.emit()
    expect(it.seen).toEqual(["inner", "first", "last"])
  })

  test("an emission that nobody awaited ends before the next handler begins", async () => {
    const it = stage({
      outer: ({ on, seen }) => {
        void on.inner.emit()
        seen.push("first")
      },
      inner: async ({ seen }) => {
        await sleep(5)
        seen.push("inner")
      },
    })
    await it.on.outer.emit()
    expect(it.seen).toEqual(["first", "inner", "last"])
  })

  test("sibling emissions run one after the other", async () => {
    const it = stage({
      outer: async ({ on }) => {
        await Promise.all([on.inner.emit(), on.other.emit()])
      },
      inner: async ({ seen }) => {
        seen.push("inner begins")
        await sleep(5)
        seen.push("inner ends")
      },
      other: ({ seen }) => void seen.push("other"),
    })
    await it.on.outer.emit()
    expect(it.seen).toEqual(["inner begins", "inner ends", "other", "last"])
  })

  test.each(["synchronous", "asynchronous"])(
    "the %s failure of an emission that nobody awaited fails its handler",
    async (kind) => {
      const it = stage({
        outer: ({ on }) => {
          void on.inner.emit()
        },
        inner: () => {
          if (kind === "synchronous") throw new Error("lost")
          return sleep(5).then(() => Promise.reject(new Error("lost")))
        },
      })
      await expect(it.on.outer.emit()).rejects.toThrow("lost")
      expect(it.seen).toEqual([])
    },
  )

  test("a failure that the author caught does not fail the handler", async () => {
    const it = stage({
      outer: async ({ on, seen }) => {
        await on.inner.emit().catch((error: Error) => seen.push(`caught ${error.message}`))
      },
      inner: () => {
        throw new Error("expected")
      },
    })
    await it.on.outer.emit()
    expect(it.seen).toEqual(["caught expected", "last"])
  })

  test("emissions outside of handlers are finished, and their failures reported, by settle", async () => {
    const it = stage({
      inner: async ({ seen }) => {
        await sleep(5)
        seen.push("inner")
        throw new Error("from the constructor")
      },
    })
    void it.on.inner.emit()
    await expect(it.framework.settle()).rejects.toThrow("from the constructor")
    expect(it.seen).toEqual(["inner"])
  })

  test("an emission made late, by something the handler left running, is finished too", async () => {
    const it = stage({
      outer: ({ on }) => {
        setTimeout(() => void on.inner.emit(), 5)
      },
      inner: async ({ seen }) => {
        await sleep(5)
        seen.push("inner")
      },
    })
    await it.on.outer.emit()
    await sleep(8)
    await it.framework.settle()
    expect(it.seen).toEqual(["last", "inner"])
  })

  test("frameworks that run inside each other do not wait for each other's emissions", async () => {
    const guest = stage({ inner: async ({ seen }) => void seen.push("guest") })
    const host = stage({ outer: () => guest.on.inner.emit() })
    await host.on.outer.emit()
    expect(guest.seen).toEqual(["guest"])
    expect(host.seen).toEqual(["last"])
  })

  test("unfinished emissions of a framework do not affect another one, even if its handler started the framework", async () => {
    const guest = stage({ inner: () => sleep(5).then(() => Promise.reject(new Error("the guest's"))) })
    const host = stage({ outer: () => void guest.on.inner.emit() })
    await host.on.outer.emit()
    expect(host.seen).toEqual(["last"])
    await expect(guest.framework.settle()).rejects.toThrow("the guest's")
  })

  test("the failure of an emission made late fails the dispatch", async () => {
    const it = stage({
      outer: ({ on }) => {
        setTimeout(() => void on.inner.emit(), 1)
      },
      inner: () => {
        throw new Error("late")
      },
    })
    await it.on.outer.emit()
    await sleep(5)
    await expect(it.framework.finish()).rejects.toThrow("late")
  })
})
