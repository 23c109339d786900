import { expect, test } from "vitest"
import { MemoryLog, MemoryStore } from "../../tests/memory-store.ts"
import { defineEvents } from "./define-events.ts"
import { EventBase } from "./event.ts"
import { Framework } from "./framework.ts"
import { NOTICES_KEY } from "./notice-queue.ts"
import { FrameworkObject } from "./object.ts"

class Ping extends EventBase<{ readonly n?: number }> {}
class Never extends EventBase {
  override get deferrable(): boolean {
    return false
  }
}

class Source extends FrameworkObject {
  readonly on = defineEvents(this, { ping: Ping, pong: Ping, never: Never })
}

class Listener extends FrameworkObject {
  readonly seen: string[] = []
  deferring = false

  first(event: Ping): void {
    this.seen.push(`first ${event.path} ${JSON.stringify(event.data)}`)
    if (this.deferring) event.defer()
  }

  second(event: Ping): void {
    this.seen.push(`second ${event.path}`)
  }

  refuse(event: Never): void {
    event.defer()
  }
}

function start(store = new MemoryStore()) {
  const log = new MemoryLog()
  const framework = new Framework({ store, log })
  return { store, log, framework, source: new Source(framework), listener: new Listener(framework) }
}

test("A3: two live objects of one path are refused", () => {
  const { framework } = start()
  expect(() => new Source(framework)).toThrow('two objects have the path "Source"')
  expect(() => new Source(framework, "other")).not.toThrow()
})

test("A3: the kind of an object is its class name, or handleKind of that very class", () => {
  class Named extends FrameworkObject {
    static override readonly handleKind = "Fixed"
  }
  class Derived extends Named {}
  const { framework } = start()
  const named = new Named(framework)
  expect(named.handle.path).toBe("Fixed")
  expect(new Derived(named, "k").handle.path).toBe("Fixed/Derived[k]")
})

test("A4: handlers run in the order of registration, with the data of the event", async () => {
  const { framework, source, listener } = start()
  framework.observe(source.on.ping, listener.first)
  listener.observe(source.on.ping, listener.second)
  await source.on.ping.emit({ n: 4 })
  expect(listener.seen).toEqual(['first Source/on/ping[1] {"n":4}', "second Source/on/ping[1]"])
})

test("A4: the same method registered twice is called once", async () => {
  const { source, listener, log } = start()
  listener.observe(source.on.ping, listener.first)
  listener.observe(source.on.ping, listener.first)
  await source.on.ping.emit()
  expect(listener.seen).toHaveLength(1)
  expect(log.lines.join()).toContain("is in the queue")
})

test("A4: every handler gets a fresh and frozen copy of what was emitted", async () => {
  const events: Ping[] = []
  class Keeper extends FrameworkObject {
    a(event: Ping): void {
      events.push(event)
    }
    b(event: Ping): void {
      events.push(event)
    }
  }
  const { framework, source } = start()
  const keeper = new Keeper(framework)
  keeper.observe(source.on.ping, keeper.a)
  keeper.observe(source.on.ping, keeper.b)
  const data = { n: 1 }
  await source.on.ping.emit(data)
  data.n = 2
  const [a, b] = events
  expect(a).not.toBe(b)
  expect(a?.data).toEqual({ n: 1 })
  expect(a?.data).not.toBe(b?.data)
  expect(Object.isFrozen(a?.data)).toBe(true)
})

test("A4: data that are not JSON fail the emission with their path", async () => {
  class Loose extends EventBase {}
  class Emitter extends FrameworkObject {
    readonly on = defineEvents(this, { loose: Loose })
  }
  const { framework } = start()
  const emitter = new Emitter(framework)
  const bad: { readonly [key: string]: number } = { n: Number.POSITIVE_INFINITY }
  await expect(emitter.on.loose.emit(bad)).rejects.toThrow("data of Emitter/on/loose.n")
})

test("A4: a handler that is not a method of a framework object is refused", () => {
  const { framework, source, listener } = start()
  expect(() => framework.observe(source.on.ping, () => undefined)).toThrow("(without a name) is not a method")
  const arrow = () => undefined
  expect(() => framework.observe(source.on.ping, arrow)).toThrow("arrow is not a method")
  class Fields extends FrameworkObject {
    readonly field = () => undefined
    #hidden() {}
    watch(): void {
      this.observe(source.on.ping, this.#hidden)
    }
  }
  const fields = new Fields(framework)
  expect(() => fields.observe(source.on.ping, fields.field)).toThrow("Arrow functions")
  // What the compiler refuses, from JavaScript.
  for (const handler of [(event: Ping) => event.defer(), "first"]) {
    expect(() => Reflect.apply(fields.observe, fields, [source.on.ping, handler])).toThrow(
      "the handler (without a name) is not a method of Fields: pass a method of a class (this.observe(event, this.method))",
    )
  }
  expect(() => fields.watch()).toThrow("#private")
  expect(() => fields.observe(source.on.ping, listener.first)).toThrow("not a method of Fields")
})

test("A4: a method of several objects needs this.observe", () => {
  const { framework, source, listener } = start()
  const other = new Listener(framework, "two")
  expect(() => framework.observe(source.on.ping, listener.first)).toThrow("this.observe(event, this.first)")
  expect(() => framework.observe(source.on.ping, listener.first, other)).not.toThrow()
})

test("A4: a handler takes one event at most", () => {
  class Greedy extends FrameworkObject {
    two(_event: Ping, _more?: string): void {}
  }
  const { framework, source } = start()
  const greedy = new Greedy(framework)
  expect(() => greedy.observe(source.on.ping, greedy.two)).toThrow("takes 2 parameters")
})

test("A4: an event of another framework is refused", () => {
  const { listener } = start()
  class Elsewhere extends FrameworkObject {
    readonly on = defineEvents(this, { other: Ping })
  }
  const foreign = new Elsewhere(start().framework)
  expect(() => listener.observe(foreign.on.other, listener.first)).toThrow("belongs to another framework")
})

test("A4: an event is defined once, under an identifier", () => {
  const { framework, source } = start()
  expect(() => defineEvents(source, { ping: Ping })).toThrow("Source/on/ping is defined twice")
  expect(() => defineEvents(source, { "not-one": Ping })).toThrow("not an identifier")
  expect(framework.on.commit.source).toBe("on/commit")
})

test("A4: events that cannot be deferred say so, lifecycle events among them", async () => {
  const { framework, source, listener } = start()
  listener.observe(source.on.never, listener.refuse)
  await expect(source.on.never.emit()).rejects.toThrow("a Never cannot be deferred")
  listener.observe(framework.on.commit, listener.refuse)
  await expect(framework.finish()).rejects.toThrow("a LifecycleEvent cannot be deferred")
})

test("A2: pre_commit comes before commit, and after them nothing can be emitted", async () => {
  class Watcher extends FrameworkObject {
    readonly order: string[] = []
    before(): void {
      this.order.push("pre_commit")
    }
    at(): void {
      this.order.push("commit")
    }
  }
  const { framework, source } = start()
  const watcher = new Watcher(framework)
  watcher.observe(framework.on.commit, watcher.at)
  watcher.observe(framework.on.preCommit, watcher.before)
  await framework.finish()
  expect(watcher.order).toEqual(["pre_commit", "commit"])
  expect(() => source.on.ping.emit()).toThrow("after the dispatch had ended")
})

test("a dispatch without deferred events and state writes nothing", async () => {
  const { framework, source, listener, store } = start()
  listener.observe(source.on.ping, listener.first)
  await framework.reemit()
  await source.on.ping.emit()
  await framework.finish()
  framework.save()
  expect(store).toMatchObject({ loads: 1, saves: 0, values: {} })
})

test("invalid text under the key of deferred events is an error that names the key", async () => {
  for (const text of ["[", "{}", "[1]", '[{"event":"a[1]","data":{},"notices":[["x"]]}]']) {
    const { framework } = start(new MemoryStore({ [NOTICES_KEY]: text }))
    await expect(framework.reemit()).rejects.toThrow(`key "${NOTICES_KEY}"`)
  }
})
