import { describe, expect, test } from "vitest"
import { FlagError } from "../src/index.ts"
import { attempt, FakeJuju, jujuWithFlags, RecordingCharm, run, storedFlags } from "./support.ts"

describe("C2: flags", () => {
  test("set, clear, toggle and the tests", async () => {
    const charm = new RecordingCharm()
    charm.hook("update-status").do(({ flags }) => {
      flags.set("b")
      flags.set("a")
      flags.clear("b")
      flags.toggle("c", true)
      flags.toggle("d", true)
      flags.toggle("d", false)
      expect(flags.getFlags()).toEqual(["a", "c", "leadership.is_leader"])
      expect([flags.isSet("a"), flags.isSet("b")]).toEqual([true, false])
      expect([flags.allSet("a", "c"), flags.allSet("a", "b"), flags.allSet()]).toEqual([true, false, true])
      expect([flags.anySet("b", "c"), flags.anySet("b"), flags.anySet()]).toEqual([true, false, false])
      expect(flags.getUnsetFlags("d", "a", "b")).toEqual(["d", "b"])
    })
    const juju = jujuWithFlags()
    await run(charm, juju)
    expect(storedFlags(juju)).toEqual(["a", "c"])
  })

  test("flags of one hook are set in the next, with one state-get and, without changes, no state-set", async () => {
    const charm = new RecordingCharm()
    charm.whenNot("a").do(({ flags }) => flags.set("a"))
    const juju = new FakeJuju()
    await run(charm, juju)
    expect(juju.tools.filter((tool) => tool.startsWith("state"))).toEqual(["state-get", "state-set"])
    juju.calls.length = 0
    await run(charm, juju)
    expect(juju.tools).toEqual(["state-get"])
  })

  test.each([
    "with space",
    "ünï.cödé",
    "%_like",
    '"quoted"',
    "{endpoint_name}",
    "__proto__",
    "constructor",
    "a/b[c]",
    "🚦",
  ])("the odd flag %j is kept as it is", async (flag) => {
    const charm = new RecordingCharm()
    charm.whenNot(flag).do(charm.note("set", ({ flags }) => flags.set(flag)))
    charm.when(flag).do(charm.note("seen"))
    const juju = new FakeJuju()
    await run(charm, juju)
    await run(charm, juju)
    expect(charm.ran).toEqual(["set", "seen", "seen"])
    expect(storedFlags(juju)).toEqual([flag])
  })

  test.each(["", " ", "two\nlines", "bell\u0007", "half \ud83d"])(
    "%j is refused where it is set, and says why",
    async (flag) => {
      const charm = new RecordingCharm()
      charm.hook("update-status").do(({ flags }) => flags.set(flag))
      const { code, error } = await attempt(charm, new FakeJuju())
      expect(code).toBe(1)
      expect(error).toBeInstanceOf(FlagError)
    },
  )
})

describe("C2: triggers", () => {
  test("set, clear and call back at once, depth first", async () => {
    const charm = new RecordingCharm()
    charm.trigger({ when: "a", set: "b", clear: "old", callback: () => charm.ran.push("a is set") })
    charm.trigger({ when: "b", set: "c", callback: () => charm.ran.push("b is set") })
    charm.trigger({ whenNot: "old", set: "gone" })
    charm.hook("update-status").do(({ flags }) => {
      flags.set("a")
      charm.ran.push(flags.getFlags().join(" "))
      flags.set("a")
    })
    await run(charm, jujuWithFlags("old"))
    expect(charm.ran).toEqual(["b is set", "a is set", "a b c gone leadership.is_leader"])
  })

  test("equal ones are one", async () => {
    const charm = new RecordingCharm()
    const callback = () => void charm.ran.push("called")
    charm.trigger({ when: "a", callback })
    charm.trigger({ when: "a", callback })
    charm.hook("update-status").do(({ flags }) => flags.set("a"))
    await run(charm, new FakeJuju())
    expect(charm.ran).toEqual(["called"])
  })

  test.each([
    [{ set: "b" }, "exactly one of"],
    [{ when: "a", whenNot: "b", set: "c" }, "exactly one of"],
    [{ when: "a" }, "does nothing"],
  ])("%j is refused", async (trigger, message) => {
    const charm = new RecordingCharm()
    charm.trigger(trigger)
    const { error } = await attempt(charm, new FakeJuju())
    expect(error).toBeInstanceOf(FlagError)
    expect(String(error)).toContain(message)
  })

  test("endless triggers are an error, not a stack overflow", async () => {
    const charm = new RecordingCharm()
    charm.trigger({ when: "a", clear: "a" })
    charm.trigger({ whenNot: "a", set: "a" })
    charm.hook("update-status").do(({ flags }) => flags.set("a"))
    const { error } = await attempt(charm, new FakeJuju())
    expect(String(error)).toContain("set and clear each other endlessly")
  })
})

describe("upgrade.series.in-progress", () => {
  test("lasts from pre-series-upgrade to post-series-upgrade", async () => {
    const charm = new RecordingCharm()
    charm.when("upgrade.series.in-progress").do(charm.note("in progress"))
    const juju = new FakeJuju()
    for (const hook of ["pre-series-upgrade", "update-status", "post-series-upgrade", "update-status"]) {
      charm.ran.push(hook)
      await run(charm, juju, { hook })
    }
    expect(charm.ran).toEqual([
      "pre-series-upgrade",
      "in progress",
      "update-status",
      "in progress",
      "post-series-upgrade",
      "update-status",
    ])
  })
})
