import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { runHook } from "../../tests/run-hook.ts"
import { type Work, workCharm } from "../../tests/work-charm.ts"
import { reboot } from "./reboot.ts"
import { securityEvents } from "./security-events.ts"

interface Line {
  readonly datetime: string
}

/** Runs a function in config-changed; returns the security events, and the other lines of the log. */
async function events(work: Work, juju = new FakeJuju(), watched = true) {
  const CharmClass = watched
    ? class Watched extends workCharm(work) {
        static readonly watchHook = securityEvents
      }
    : workCharm(work)
  const { code } = await runHook({ juju, CharmClass, hook: "config-changed" })
  const lines = juju.log.split("\n")
  const found = lines
    .filter((line) => line.startsWith("TRACE {"))
    .map((line) => JSON.parse(line.slice("TRACE ".length)))
  const withoutTime = found.map(({ datetime, ...rest }: Line) => {
    // As datetime.isoformat() of Python writes it.
    expect(datetime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00$/)
    return rest
  })
  return { code, found: withoutTime, lines }
}

// The texts are those of ops 3.9.0 for the same events.
test("Juju refuses a hook tool, also if the charm catches the error", async () => {
  const juju = new FakeJuju()
  juju.failing["secret-add"] = "ERROR this unit is not the leader"
  juju.failing["network-get"] = "ERROR permission denied"
  juju.failing["opened-ports"] = "ERROR no such thing"
  const { code, found } = await events(({ unit, model }) => {
    expect(() => unit.addSecret({ key: "value" })).toThrow()
    unit.isLeader()
    expect(() => model.getBinding("db").bindAddress).toThrow()
    juju.leader = false
    expect(() => unit.ports.opened).toThrow()
  }, juju)
  const rest = { level: "CRITICAL", type: "security", appid: "0f0f-me/0" }
  expect(found).toEqual([
    {
      ...rest,
      event: "authz_fail:secret-add",
      description:
        "Hook command 'secret-add' (leadership unknown) failed with code 1: 'ERROR this unit is not the leader'. ",
    },
    {
      ...rest,
      event: "authz_fail:network-get",
      description: "Hook command 'network-get' (as leader) failed with code 1: 'ERROR permission denied'. ",
    },
  ])
  expect(code).toBe(0)
})

test("a crash, after its stack", async () => {
  const { code, found, lines } = await events(() => {
    throw new RangeError("no")
  })
  expect(found).toEqual([
    {
      level: "WARN",
      type: "security",
      appid: "0f0f-me/0",
      event: "sys_crash:RangeError",
      description: "Uncaught exception in charm code: RangeError('no').",
    },
  ])
  expect(lines.findIndex((line) => line.startsWith("ERROR Uncaught exception"))).toBeLessThan(
    lines.findIndex((line) => line.startsWith("TRACE {")),
  )
  expect(code).toBe(1)
})

test("a reboot", async () => {
  const { found } = await events(({ unit }) => reboot(unit))
  expect(found).toEqual([
    {
      level: "WARN",
      type: "security",
      appid: "0f0f-me/0",
      event: `sys_restart:${process.getuid?.()}`,
      description: "Rebooting unit 'me/0' in model 'testing'",
    },
  ])
})

test("a charm that does not ask for them writes none", async () => {
  const crash: Work = ({ unit }) => {
    reboot(unit)
    throw new RangeError("no")
  }
  expect((await events(crash, new FakeJuju(), false)).found).toEqual([])
})

test("a watcher is used as it is, with getters, and one that throws fails the hook with a log line", async () => {
  const juju = new FakeJuju()
  let used = 0
  const watcher = {
    get runner() {
      used += 1
      return juju
    },
    failed: () => undefined,
  }
  class Watched extends workCharm(() => undefined) {
    static readonly watchHook = () => Object.create(watcher)
  }
  expect((await runHook({ juju, CharmClass: Watched, hook: "config-changed" })).code).toBe(0)
  expect(used).toBe(1)
  class Broken extends workCharm(() => undefined) {
    static readonly watchHook = () => {
      throw new Error("no watcher")
    }
  }
  expect((await runHook({ juju, CharmClass: Broken, hook: "config-changed" })).code).toBe(1)
  expect(juju.log).toContain("no watcher")
})
