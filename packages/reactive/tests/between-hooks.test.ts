import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseCharmSpec } from "@charmkit/ops/metadata"
import { describe, expect, test } from "vitest"
import { defineCharm, Endpoint, type InterfaceHandlers, requires } from "../src/index.ts"
import { attempt, FakeJuju, jujuWithFlags, RecordingCharm, relationEnv, run, storedFlags } from "./support.ts"

class One extends Endpoint {
  readonly kind: string = "one"
}
class Two extends Endpoint {
  readonly kind: string = "two"
}

test("two endpoints of one role and interface each have the class that is declared for them", async () => {
  const kinds: (string | undefined)[] = []
  const charm = defineCharm({ endpoints: { db: requires("sql", One), "my-cache": requires("cache", Two) } })
  charm.hook("update-status").do(({ endpointFromName }) => {
    kinds.push(endpointFromName("db").kind, endpointFromName("my-cache").kind)
  })
  await run(charm, new FakeJuju())
  const same = defineCharm({ endpoints: { first: requires("sql", One), second: requires("sql", Two) } })
  same.hook("update-status").do(({ endpointFromName }) => {
    kinds.push(endpointFromName("first").kind, endpointFromName("second").kind)
  })
  const metadata = { name: "me", summary: "s", description: "d" }
  const spec = parseCharmSpec({
    metadata: { ...metadata, requires: { first: { interface: "sql" }, second: { interface: "sql" } } },
  })
  await run(same, new FakeJuju(), { spec })
  expect(kinds).toEqual(["one", "two", "one", "two"])
})

test("changes of a skipped hook are seen in the next hook that reads everything again", async () => {
  const charm = defineCharm({ endpoints: { db: requires("sql", One) } })
  const juju = new FakeJuju()
  juju.relations = [{ endpoint: "db", id: 9, app: "mysql", units: { "mysql/0": {} }, appData: {} }]
  await run(charm, juju, { hook: "db-relation-joined", env: relationEnv("db:9", "mysql/0", "") })
  expect(storedFlags(juju)).toEqual(["endpoint.db.created", "endpoint.db.joined"])
  juju.relations = []
  await run(charm, juju)
  await run(charm, juju, { hook: "config-changed" })
  expect(storedFlags(juju)).toEqual([])
})

describe("triggers on leadership", () => {
  test("run when it is won and when it is lost, not in the hooks between", async () => {
    const seen: string[] = []
    const charm = new RecordingCharm()
    charm.trigger({ when: "leadership.is_leader", callback: () => seen.push("won") })
    charm.trigger({ whenNot: "leadership.is_leader", callback: () => seen.push("lost") })
    const juju = new FakeJuju()
    for (const leads of [true, true, false, false, true]) {
      juju.leader = leads
      seen.push("|")
      await run(charm, juju)
    }
    expect(seen.join(" ")).toBe("| won | | lost | | won")
  })
})

test("statuses of a restricted hook are set at once, and what cannot be done there is refused", async () => {
  const charm = new RecordingCharm()
  charm.meterStatusChanged().do(({ status }) => status.blocked("amber"))
  const juju = new FakeJuju()
  await run(charm, juju, { hook: "meter-status-changed" })
  expect(juju.calls.map(({ tool, args }) => [tool, ...args].join(" "))).toEqual([
    expect.stringMatching(/^status-set .*blocked -- amber$/),
  ])
  const leading = new RecordingCharm()
  leading.meterStatusChanged().do(({ leaderSet }) => leaderSet({ a: "b" }))
  const { error } = await attempt(leading, new FakeJuju(), { hook: "meter-status-changed" })
  expect(String(error)).toContain("leader settings cannot be written in meter-status-changed")
})

test("handlers of one name with the same files each see their change", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reactive-"))
  try {
    const file = join(folder, "file")
    writeFileSync(file, "one")
    const charm = new RecordingCharm()
    const ran: number[] = []
    for (const number of [1, 2]) {
      charm.whenFileChanged(file).do(({ flags }) => {
        ran.push(number)
        flags.clear("a")
      })
    }
    const juju = new FakeJuju()
    await run(charm, juju)
    await run(charm, juju)
    expect(ran).toEqual([1, 2])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test("a charm that settles after exactly 100 rounds succeeds", async () => {
  const charm = new RecordingCharm()
  for (let round = 1; round <= 100; round += 1) {
    charm.when(`round-${round}`).do(({ flags }) => {
      flags.clear(`round-${round}`)
      if (round < 100) flags.set(`round-${round + 1}`)
    })
  }
  const juju = jujuWithFlags("round-1")
  await run(charm, juju)
  expect(storedFlags(juju)).toEqual([])
})

test.each([
  '{"data":"text"}',
  '{"data":null,"departed":null}',
  '{"departed":{}}',
  '{"data":{"9":7},"departed":[7]}',
])("an endpoint's stored state of another shape, %s, is as if it were not there", async (stored) => {
  const charm = defineCharm({ endpoints: { db: requires("sql", One) } })
  const juju = new FakeJuju()
  juju.relations = [{ endpoint: "db", id: 9, app: "mysql", units: { "mysql/0": { host: "h" } }, appData: {} }]
  const env = relationEnv("db:9", "mysql/0", "")
  await run(charm, juju, { hook: "db-relation-changed", env })
  const key = Object.keys(juju.state).find((one) => one.includes("db") && one.includes("[_stored]")) ?? ""
  expect(juju.state[key]).toContain("host")
  juju.state[key] = stored
  await run(charm, juju, { hook: "db-relation-changed", env })
  expect(juju.state[key]).toContain("host")
  await run(charm, juju, { hook: "db-relation-departed", env: relationEnv("db:9", "mysql/0", "mysql/0") })
})

test("a flag of any name that an interface sets is kept, even if the charm declares its own flags", async () => {
  const ran: string[] = []
  class Configured extends One {
    registerHandlers(on: InterfaceHandlers): void {
      on.whenNot("sql.configured").do(({ flags }) => {
        ran.push("configures")
        flags.set("sql.configured")
      })
    }
  }
  const charm = defineCharm({ flags: ["mine"], endpoints: { db: requires("sql", Configured) } })
  const juju = new FakeJuju()
  await run(charm, juju)
  await run(charm, juju)
  expect(ran).toEqual(["configures"])
})

test("a trigger's callback that is async is refused at once", async () => {
  const charm = new RecordingCharm()
  charm.trigger({ when: "a", callback: async () => undefined })
  charm.hook("update-status").do(({ flags }) => flags.set("a"))
  expect(String((await attempt(charm, new FakeJuju())).error)).toContain('the trigger on "a" is async')
})

test("the trace lists callbacks and their errors under a separate heading", async () => {
  const charm = new RecordingCharm()
  charm.atStart(({ flags }) => flags.set("by-start"))
  charm.atExit(() => {
    throw new Error("too late")
  })
  const juju = new FakeJuju()
  await attempt(charm, juju)
  const logged = juju.calls
    .flatMap(({ tool, args }) => (tool === "juju-log" ? [args.join(" ")] : []))
    .join("\n")
  expect(logged).toMatch(/at start:\n +set by-start\nat exit:\n +FAILED: Error: too late/)
})
