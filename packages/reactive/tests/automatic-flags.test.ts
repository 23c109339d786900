import { describe, expect, test } from "vitest"
import { attempt, FakeJuju, jujuWithFlags, RecordingCharm, run, storedFlags } from "./support.ts"

const configOf = (flags: readonly string[]) => flags.filter((flag) => flag.startsWith("config."))

/** Returns the config flags that a handler sees in the hook. */
async function seen(juju: FakeJuju, hook: string): Promise<readonly string[]> {
  const charm = new RecordingCharm()
  charm.whenNot("never").do(({ flags }) => void charm.ran.push(...configOf(flags.getFlags())))
  await run(charm, juju, { hook })
  return charm.ran
}

describe("C7: config flags", () => {
  test("at first all options have changed; then they are set or default", async () => {
    const juju = new FakeJuju()
    juju.config = { port: 80 }
    expect(await seen(juju, "install")).toEqual([
      "config.changed",
      "config.changed.port",
      "config.changed.title",
      "config.default.port",
      "config.default.title",
      "config.set.port",
    ])
    juju.calls.length = 0
    expect(await seen(juju, "update-status")).toEqual([
      "config.default.port",
      "config.default.title",
      "config.set.port",
    ])
    expect(juju.tools).not.toContain("config-get")
  })

  test("a change lasts for one hook, and is repeated if that hook fails", async () => {
    const juju = new FakeJuju()
    juju.config = { port: 80 }
    await seen(juju, "install")
    juju.config = { port: 0, title: "x" }
    const failing = new RecordingCharm()
    failing.hook("config-changed").do(() => {
      throw new Error("no")
    })
    await attempt(failing, juju, { hook: "config-changed" })
    for (const again of [true, false]) {
      expect(await seen(juju, "config-changed")).toEqual([
        ...(again ? ["config.changed", "config.changed.port", "config.changed.title"] : []),
        "config.set.title",
      ])
    }
  })

  test("they are never stored, nor are the values", async () => {
    const juju = new FakeJuju()
    juju.config = { port: 80, title: "a secret" }
    await seen(juju, "install")
    expect(storedFlags(juju)).toEqual([])
    expect(JSON.stringify(juju.state)).not.toContain("secret")
  })

  test("a charm may clear one; it stays cleared for the hook", async () => {
    const charm = new RecordingCharm()
    charm.when("config.changed").do(charm.note("changed", ({ flags }) => flags.clear("config.changed")))
    charm.when("config.changed").do(charm.note("too late"))
    await run(charm, new FakeJuju(), { hook: "install" })
    expect(charm.ran).toEqual(["changed"])
  })

  test("they run triggers, without a handler that uses them", async () => {
    const charm = new RecordingCharm()
    charm.trigger({ when: "config.changed.port", clear: "configured" })
    const juju = jujuWithFlags("configured")
    juju.config = { port: 81 }
    await run(charm, juju, { hook: "config-changed" })
    expect(storedFlags(juju)).toEqual([])
  })
})

class WithLeaderSettings extends FakeJuju {
  settings: Record<string, string> = {}

  override run(tool: string, args: readonly string[], stdin?: string): string {
    const output = super.run(tool, args, stdin)
    if (tool === "leader-set") {
      for (const one of args) {
        const [key = "", value = ""] = one.split("=")
        this.settings[key] = value
      }
    }
    return tool === "leader-get" ? JSON.stringify(this.settings) : output
  }
}

describe("C7: leadership flags", () => {
  test("is-leader is called in every hook in which a condition uses the flag, and in no other", async () => {
    const charm = new RecordingCharm()
    charm.when("leadership.is_leader").do(charm.note("leads"))
    charm.whenNot("leadership.is_leader").do(charm.note("does not lead"))
    const juju = jujuWithFlags()
    await run(charm, juju)
    juju.leader = false
    await run(charm, juju)
    expect(charm.ran).toEqual(["leads", "does not lead"])
    expect(juju.tools.filter((tool) => tool === "is-leader")).toHaveLength(2)
    expect(storedFlags(juju)).toEqual([])

    const other = jujuWithFlags()
    await run(new RecordingCharm(), other)
    expect(other.tools).toEqual(["state-get"])
  })

  test("a trigger on it calls is-leader", async () => {
    const charm = new RecordingCharm()
    charm.trigger({ when: "leadership.is_leader", set: "led" })
    const juju = jujuWithFlags()
    await run(charm, juju)
    expect(storedFlags(juju)).toEqual(["led"])
  })

  test("settings are set while they have a value, and changed for one hook", async () => {
    const charm = new RecordingCharm()
    charm.when("leadership.changed.token").do(charm.note("changed"))
    charm.when("leadership.set.token").do(charm.note("set"))
    charm.when("leadership.changed").do(charm.note("anything changed"))
    const juju = new WithLeaderSettings()
    await run(charm, juju)
    expect(charm.ran.splice(0)).toEqual([])
    juju.settings = { token: "1" }
    await run(charm, juju)
    expect(charm.ran.splice(0)).toEqual(["changed", "set", "anything changed"])
    await run(charm, juju)
    expect(charm.ran.splice(0)).toEqual(["set"])
    juju.settings = {}
    await run(charm, juju)
    expect(charm.ran.splice(0)).toEqual(["changed", "anything changed"])
  })

  test("leaderSet sets them at once on the leader", async () => {
    const charm = new RecordingCharm()
    charm.when("leadership.changed.token").do(charm.note("changed"))
    charm.whenNot("leadership.set.token").do(({ leaderSet }) => leaderSet({ token: "1" }))
    const juju = new WithLeaderSettings()
    await run(charm, juju)
    expect(charm.ran.splice(0)).toEqual(["changed"])
    await run(charm, juju)
    expect(charm.ran).toEqual([])
    expect(juju.settings).toEqual({ token: "1" })
  })
})
