import { Abort } from "@charmkit/ops"
import { describe, expect, test } from "vitest"
import { defineCharm } from "../src/index.ts"
import { attempt, FakeJuju, jujuWithFlags, RecordingCharm, run, storedFlags } from "./support.ts"

describe("C5: from start to end", () => {
  test("callbacks at the start in order, handlers, callbacks at the exit backwards", async () => {
    const charm = new RecordingCharm()
    charm.atStart(charm.note("start 1"))
    charm.atStart(charm.note("start 2"))
    charm.atExit(charm.note("exit 1"))
    charm.atExit(charm.note("exit 2", ({ flags }) => flags.set("kept")))
    charm.whenNot("x").do(charm.note("handler"))
    const juju = new FakeJuju()
    await run(charm, juju)
    expect(charm.ran).toEqual(["start 1", "start 2", "handler", "exit 2", "exit 1"])
    expect(storedFlags(juju)).toEqual(["kept"])
  })

  test.each(["handler", "start", "exit"])(
    "after an exception in a %s nothing of the hook is kept",
    async (where) => {
      const charm = new RecordingCharm()
      const fail = charm.note("fails", ({ flags, kv }) => {
        flags.set("a")
        kv.set("key", 1)
        throw new Error("on purpose")
      })
      if (where === "start") charm.atStart(fail)
      else if (where === "exit") charm.atExit(fail)
      else charm.whenNot("x").do(fail)
      charm.whenNot("x").do(charm.note("later"))
      if (where !== "exit") charm.atExit(charm.note("exit"))
      const juju = jujuWithFlags("before")
      const state = { ...juju.state }
      const { code, error } = await attempt(charm, juju)
      expect(code).toBe(1)
      expect(String(error)).toBe("Error: on purpose")
      expect(juju.state).toEqual(state)
      expect(charm.ran).toEqual(where === "exit" ? ["later", "fails"] : ["fails"])
      expect(juju.log).toContain("nothing of this hook was kept")
    },
  )

  test("end() ends the hook successfully: the remaining handlers do not run, changes are committed", async () => {
    const charm = new RecordingCharm()
    charm.whenNot("x").do(
      charm.note("ends", ({ flags, end }) => {
        flags.set("kept")
        end()
      }),
    )
    charm.whenNot("x").do(charm.note("later"))
    charm.atExit(charm.note("exit"))
    const juju = new FakeJuju()
    await run(charm, juju)
    expect(charm.ran).toEqual(["ends", "exit"])
    expect(storedFlags(juju)).toEqual(["kept"])
  })

  test("end() in a callback at the start leaves out the handlers; at the exit, the callbacks that are left", async () => {
    const charm = new RecordingCharm()
    charm.atStart(({ name, end }) => void (name === "start" && end()))
    charm.whenNot("x").do(charm.note("handler"))
    charm.atExit(charm.note("exit 1"))
    charm.atExit(charm.note("exit 2", ({ end }) => end()))
    await run(charm, new FakeJuju(), { hook: "start" })
    expect(charm.ran.splice(0)).toEqual(["exit 2"])
    await run(charm, new FakeJuju())
    expect(charm.ran).toEqual(["handler", "exit 2"])
  })

  test("Abort ends it with its code, and nothing is kept", async () => {
    const charm = new RecordingCharm()
    charm.whenNot("x").do(({ flags }) => {
      flags.set("a")
      throw new Abort(3)
    })
    charm.atExit(charm.note("exit"))
    const juju = new FakeJuju()
    expect((await attempt(charm, juju)).code).toBe(3)
    expect(juju.state).toEqual({})
    expect(charm.ran).toEqual([])
  })

  test("flags, values and relation data go in this order: relation-set, then one state-set", async () => {
    const charm = new RecordingCharm()
    charm.whenNot("x").do(({ flags, kv, model, unit }) => {
      flags.set("a")
      kv.set("key", { deep: [1] })
      model.relation("db")?.data(unit).set("host", "h")
    })
    const juju = jujuWithFlags()
    juju.relations = [{ endpoint: "db", id: 9, app: "mysql", units: { "mysql/0": {} } }]
    await run(charm, juju)
    expect(juju.tools.slice(-2)).toEqual(["relation-set", "state-set"])
  })
})

describe("C1: values", () => {
  test("get, set, ranges and prefixes, over hooks; odd keys too", async () => {
    const charm = new RecordingCharm()
    const juju = new FakeJuju()
    charm.hook("install").do(({ kv }) => {
      kv.update({ "x.2": 2, "x.1": 1, "x%": 3, __proto__x: 4 }, "")
      kv.set("__proto__", "odd")
      kv.set("gone", true)
      kv.unset("gone")
    })
    const seen: unknown[] = []
    charm.hook("start").do(({ kv }) => {
      seen.push(
        kv.get("x.1"),
        kv.get("missing"),
        kv.get("missing", "fallback"),
        kv.get("__proto__"),
        kv.get("gone"),
      )
      seen.push(kv.get("constructor"))
      seen.push(kv.getRange("x."), kv.getRange("x.", { strip: true }))
      kv.unsetRange("x.")
      seen.push(kv.getRange("x"))
    })
    await run(charm, juju, { hook: "install" })
    await run(charm, juju, { hook: "start" })
    expect(seen).toEqual([
      1,
      undefined,
      "fallback",
      "odd",
      undefined,
      undefined,
      { "x.1": 1, "x.2": 2 },
      { 1: 1, 2: 2 },
      { "x%": 3 },
    ])
  })

  test("values that are not JSON are refused at the line that sets them", async () => {
    const charm = new RecordingCharm()
    charm.hook("update-status").do(({ kv }) => {
      const bad: { when: never } = JSON.parse('{"when":1}')
      Object.assign(bad, { when: new Date(0) })
      expect(() => kv.set("key", bad)).toThrow("Date")
    })
    await run(charm, new FakeJuju())
  })
})

describe("a stored state of an older version", () => {
  test("flags that are no longer declared are dropped with a log line; the others stay", async () => {
    const charm = defineCharm({ flags: ["kept"] })
    const seen: string[] = []
    charm.whenNot("kept").do(() => {})
    charm.when("kept").do(({ flags }) => void seen.push(...flags.getFlags()))
    const juju = jujuWithFlags("kept", "old", "endpoint.db.joined", "endpoint.gone.joined")
    await run(charm, juju)
    expect(seen).toEqual(["endpoint.db.joined", "kept", "leadership.is_leader"])
    expect(storedFlags(juju)).toEqual(["endpoint.db.joined", "kept"])
    expect(juju.log).toContain("does not declare: old, endpoint.gone.joined")
  })

  test.each(['{"set":"text"}', '{"set":[1,null,"a"]}', '{"set":{"a":null}}', "{}"])(
    "flags stored as %s are read as far as they are flags",
    async (text) => {
      const charm = new RecordingCharm()
      charm.when("a").do(charm.note("a"))
      const juju = new FakeJuju()
      juju.state = { "ReactiveCharm/StoredStateData[flags]": text }
      await run(charm, juju)
      expect(charm.ran).toEqual(text.includes(',"a"') ? ["a"] : [])
    },
  )

  test("flags that are computed in every hook are not read from the store", async () => {
    const charm = new RecordingCharm()
    charm.whenAny("config.changed.port", "leadership.is_leader").do(charm.note("stale"))
    charm.whenNot("never").do(({ flags }) => void charm.ran.push(flags.getFlags().join(" ")))
    const juju = jujuWithFlags("config.changed.port", "leadership.is_leader")
    juju.leader = false
    await run(charm, juju)
    expect(charm.ran).toEqual([""])
  })

  test("what was seen in another form makes everything new, not an error", async () => {
    const charm = new RecordingCharm()
    charm.when("config.changed.port").do(charm.note("changed"))
    charm.hook("update-status").do(({ kv }) => expect(kv.get("a")).toBeUndefined())
    const juju = new FakeJuju()
    juju.config = { port: 80 }
    juju.state = {
      "ReactiveCharm/StoredStateData[seen]": '{"values":{"config":["port"],"endpoint:db":7}}',
      "ReactiveCharm/StoredStateData[kv]": '{"values":[1]}',
    }
    await run(charm, juju, { hook: "config-changed" })
    await run(charm, juju)
    expect(charm.ran).toEqual(["changed"])
  })

  test("what is no JSON names the key to delete", async () => {
    const juju = new FakeJuju()
    juju.state = { "ReactiveCharm/StoredStateData[flags]": "<xml>" }
    const { code, error } = await attempt(new RecordingCharm(), juju)
    expect(code).toBe(1)
    expect(String(error)).toContain("ReactiveCharm/StoredStateData[flags]")
  })
})
