import { describe, expect, test } from "vitest"
import { DispatchLoopError } from "../src/index.ts"
import { attempt, FakeJuju, jujuWithFlags, RecordingCharm, run, storedFlags } from "./support.ts"

describe("C4: the rules of the dispatch loop", () => {
  test("rule 1: changes by callbacks at the start run no handler a second time", async () => {
    const charm = new RecordingCharm()
    charm.atStart(({ flags }) => flags.set("a"))
    charm.when("a").do(charm.note("waits for a", ({ flags }) => flags.set("b")))
    charm.whenAny("a", "never").do(charm.note("also a"))
    await run(charm, new FakeJuju())
    expect(charm.ran).toEqual(["waits for a", "also a"])
  })

  test.each(["collect-metrics", "meter-status-changed"] as const)(
    "rule 2: in %s only its own handlers run, once, without callbacks",
    async (hook) => {
      const charm = new RecordingCharm()
      const juju = jujuWithFlags("a")
      charm.atStart(charm.note("at start"))
      charm.atExit(charm.note("at exit"))
      charm.collectMetrics().do(charm.note("collect-metrics"))
      charm.meterStatusChanged().do(charm.note("meter-status-changed"))
      charm.when("a").do(charm.note("flag"))
      charm.hook("update-status").do(charm.note("hook"))
      await run(charm, juju, { hook })
      expect(charm.ran).toEqual([hook])
      expect(juju.tools).toEqual([])
    },
  )

  test("rule 2: flags are refused there, with the reason", async () => {
    const charm = new RecordingCharm()
    charm.collectMetrics().do(({ flags }) => flags.set("a"))
    const { code, error } = await attempt(charm, new FakeJuju(), { hook: "collect-metrics" })
    expect(code).toBe(1)
    expect(String(error)).toContain("flags cannot be used in collect-metrics")
  })

  test("rule 3: handlers of the hook run first, whatever was registered first", async () => {
    const charm = new RecordingCharm()
    charm.when("a").do(charm.note("flag"))
    charm.hook("config-changed").do(charm.note("hook", ({ flags }) => flags.set("a")))
    charm.hook("update-status").do(charm.note("another hook"))
    await run(charm, new FakeJuju(), { hook: "config-changed" })
    expect(charm.ran).toEqual(["hook", "flag"])
  })

  test("rule 4, first round: everything whose conditions hold runs, in every hook again", async () => {
    const charm = new RecordingCharm()
    const juju = jujuWithFlags("a")
    charm.when("a").do(charm.note("set"))
    charm.whenNot("b").do(charm.note("not set"))
    charm.when("b").do(charm.note("missing"))
    await run(charm, juju)
    await run(charm, juju)
    expect(charm.ran).toEqual(["set", "not set", "set", "not set"])
  })

  test("rule 4, later rounds: only what waits for a flag that the round before has changed", async () => {
    const charm = new RecordingCharm()
    const juju = jujuWithFlags("a")
    charm.when("a").do(charm.note("a", ({ flags }) => flags.set("b")))
    charm.when("b").do(charm.note("b", ({ flags }) => flags.set("c")))
    charm.when("a").when("c").do(charm.note("c"))
    charm.when("a").whenNot("never").do(charm.note("only a"))
    await run(charm, juju)
    expect(charm.ran).toEqual(["a", "only a", "b", "c"])
  })

  test("rule 4, later rounds: a flag that is cleared counts as changed too", async () => {
    const charm = new RecordingCharm()
    charm.when("a").do(charm.note("a", ({ flags }) => flags.clear("a")))
    charm.whenNot("a").do(charm.note("no a"))
    await run(charm, jujuWithFlags("a"))
    expect(charm.ran).toEqual(["a", "no a"])
  })

  test("rule 4, later rounds: changes of the hooks' phase are for the first round only", async () => {
    const charm = new RecordingCharm()
    charm.hook("update-status").do(charm.note("hook", ({ flags }) => flags.set("a")))
    charm.when("a").do(charm.note("a"))
    charm.whenNot("done").do(charm.note("once", ({ flags }) => flags.set("done")))
    await run(charm, new FakeJuju())
    expect(charm.ran).toEqual(["hook", "a", "once"])
  })

  test("rule 4: setting a flag that is set, or clearing one that is not, changes nothing", async () => {
    const charm = new RecordingCharm()
    charm.when("a").do(
      charm.note("a", ({ flags }) => {
        flags.set("a")
        flags.clear("b")
      }),
    )
    charm.whenNot("b").do(charm.note("no b"))
    await run(charm, jujuWithFlags("a"))
    expect(charm.ran).toEqual(["a", "no b"])
  })

  test("rule 5: after 100 rounds it stops, names the handlers that trigger each other, and commits nothing", async () => {
    const charm = new RecordingCharm()
    const juju = jujuWithFlags("ping")
    charm.when("ping").do(
      charm.note("pong", ({ flags }) => {
        flags.clear("ping")
        flags.set("pong")
      }),
    )
    charm.when("pong").do(
      charm.note("ping", ({ flags }) => {
        flags.clear("pong")
        flags.set("ping")
      }),
    )
    const { code, error } = await attempt(charm, juju)
    expect(code).toBe(1)
    expect(charm.ran).toHaveLength(100)
    expect(error).toBeInstanceOf(DispatchLoopError)
    expect(String(error)).toMatch(/run ping \(.*dispatch-rules\.test\.ts:\d+\), because when\(pong\)/)
    expect(juju.log).toContain("trigger each other endlessly")
    expect(storedFlags(juju)).toEqual(["ping"])
  })

  test("rule 5: a handler that triggers itself runs exactly 100 times", async () => {
    const charm = new RecordingCharm()
    charm.when("a").do(
      charm.note("again", ({ flags }) => {
        flags.clear("a")
        flags.set("a")
      }),
    )
    await attempt(charm, jujuWithFlags("a"))
    expect(charm.ran).toHaveLength(100)
  })

  test("batch: the list is fixed before its first handler; what a handler sets waits for the next round", async () => {
    const charm = new RecordingCharm()
    charm.when("a").do(charm.note("a", ({ flags }) => flags.set("b")))
    charm.when("b").do(charm.note("b"))
    charm.when("a").do(charm.note("a too"))
    await run(charm, jujuWithFlags("a"))
    expect(charm.ran).toEqual(["a", "a too", "b"])
  })

  test("batch: after a clear the rest of the list is tested again", async () => {
    const charm = new RecordingCharm()
    charm.when("a").do(charm.note("first", ({ flags }) => flags.clear("b")))
    charm.when("b").do(charm.note("second"))
    charm.whenAny("b", "c").do(charm.note("any"))
    await run(charm, jujuWithFlags("a", "b"))
    expect(charm.ran).toEqual(["first"])
  })

  test("batch: a clear that clears nothing has the rest tested again too", async () => {
    const charm = new RecordingCharm()
    const without = new RecordingCharm()
    for (const [one, clears] of [
      [charm, true],
      [without, false],
    ] as const) {
      one.whenNot("b").do(
        one.note("first", ({ flags }) => {
          flags.set("b")
          if (clears) flags.clear("never set")
        }),
      )
      one.whenNot("b").do(one.note("second"))
      await run(one, new FakeJuju())
    }
    expect(charm.ran).toEqual(["first"])
    expect(without.ran).toEqual(["first", "second"])
  })

  test("batch: a skipped handler runs when its flag is set again", async () => {
    const charm = new RecordingCharm()
    charm.when("a").do(
      charm.note("first", ({ flags }) => {
        flags.clear("b")
        flags.set("c")
      }),
    )
    charm.when("b").do(charm.note("second"))
    charm.when("c").do(charm.note("third", ({ flags }) => flags.set("b")))
    await run(charm, jujuWithFlags("a", "b"))
    expect(charm.ran).toEqual(["first", "third", "second"])
  })

  test("handlers run one after the other, in the order of their registration, async or not", async () => {
    const charm = new RecordingCharm()
    charm.whenNot("x").do(
      charm.note("slow", async () => {
        await new Promise((resolve) => setImmediate(resolve))
        charm.ran.push("slow is done")
      }),
    )
    charm.whenNot("x").do(charm.note("quick"))
    await run(charm, new FakeJuju())
    expect(charm.ran).toEqual(["slow", "slow is done", "quick"])
  })
})
