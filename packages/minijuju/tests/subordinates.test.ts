import { beforeEach, expect, test } from "vitest"
import { type JujuSeries, Model } from "../src/index.ts"
import { JUJU_SERIES } from "../src/state/juju-version.ts"
import { StubCharm } from "./stub-charm.ts"

let app: StubCharm
let log: StubCharm
let nrpe: StubCharm

beforeEach(() => {
  app = new StubCharm({ name: "app", provides: { monitors: { interface: "nrpe", scope: "container" } } })
  log = new StubCharm({
    name: "log",
    subordinate: true,
    requires: { info: { interface: "juju-info", scope: "container" } },
    peers: { cluster: "log-peers" },
  })
  nrpe = new StubCharm({
    name: "nrpe",
    subordinate: true,
    requires: { monitors: "nrpe", info: { interface: "juju-info", scope: "container" } },
    provides: { checks: "checks" },
  })
})

const started = (juju: JujuSeries = "3.6") => Model.start({ juju, updateStatusIntervalMs: 0 })
/** The units of an application, also those that the status shows with their principals. */
function unitsOf(model: Model, name: string): string[] {
  const units = Object.values(model.status().applications).flatMap((application) =>
    Object.entries(application.units),
  )
  const all = units.flatMap(([unit, { subordinates = {} }]) => [unit, ...Object.keys(subordinates)])
  return all.filter((unit) => unit.startsWith(`${name}/`)).sort()
}

test.for(JUJU_SERIES)("Juju %s: juju-info gives each principal unit a subordinate", async (juju) => {
  const seen: unknown[] = []
  log.handle(({ hook, unit, env, json }) => {
    if (hook === "config-changed") seen.push([unit, env.JUJU_PRINCIPAL_UNIT, env.JUJU_MACHINE_ID])
    if (hook !== "info-relation-changed") return
    const settings = json("relation-get")
    if (typeof settings === "object" && settings !== null) seen.push([unit, Object.keys(settings).sort()])
  })
  await using model = await started(juju)
  await model.deploy(app, { units: 2 })
  await model.deploy(log)
  await model.settle()
  expect(log.hooks).toEqual([])
  model.integrate("app", "log")
  await model.settle()
  expect(log.hooksOf("log/0")).toEqual([
    "install",
    "info-relation-created",
    "cluster-relation-created",
    "leader-elected",
    "config-changed",
    "start",
    "info-relation-joined app/0",
    "info-relation-changed app/0",
    "cluster-relation-joined log/1",
    "cluster-relation-changed log/1",
  ])
  const keys = ["egress-subnets", "ingress-address", ...(juju === "3.6" ? ["private-address"] : [])]
  expect(seen.sort()).toEqual([
    ["log/0", "app/0", "0"],
    ["log/0", keys],
    ["log/1", "app/1", "1"],
    ["log/1", keys],
  ])
  expect(app.hooks.filter((hook) => hook.includes("relation"))).toEqual([])

  model.addUnits("app")
  await model.settle()
  expect(log.hooksOf("log/2")).toContain("info-relation-changed app/2")
  app.hooks.length = 0
  log.hooks.length = 0
  model.removeUnit("app/0")
  await model.settle()
  expect(log.hooksOf("log/0")).toEqual([
    "info-relation-departed app/0",
    "info-relation-broken",
    "cluster-relation-departed log/1",
    "cluster-relation-departed log/2",
    "stop",
    "remove",
  ])
  expect(app.hooksOf("app/0")).toEqual(["stop", "remove"])
  expect(unitsOf(model, "log")).toEqual(["log/1", "log/2"])
  expect(unitsOf(model, "app")).toEqual(["app/1", "app/2"])

  model.removeRelation("app", "log")
  await model.settle()
  expect([unitsOf(model, "log"), unitsOf(model, "app")]).toEqual([[], ["app/1", "app/2"]])
  model.integrate("app:juju-info", "log:info")
  await model.settle()
  expect(unitsOf(model, "log")).toEqual(["log/3", "log/4"])
  model.removeApplication("app")
  await model.settle()
  expect(model.status().applications).toMatchObject({ log: { units: {} } })
})

test("units see only their own side of a contained relation", async () => {
  const seen = new Map<string, unknown>()
  nrpe.handle(({ unit, hook, json, tool, env }) => {
    if (hook === "monitors-relation-joined") tool("relation-set", `from=${unit}`)
    if (hook === "checks-relation-created") seen.set(unit, json("relation-ids", "monitors"))
    if (hook === "monitors-relation-changed")
      seen.set(unit, [env.JUJU_PRINCIPAL_UNIT, json("relation-list"), json("goal-state")])
  })
  app.handle(({ unit, hook, json, tool }) => {
    if (hook === "monitors-relation-changed")
      seen.set(unit, [json("relation-list"), tool("relation-get", "from").trim()])
  })
  await using model = await started()
  await model.deploy(app)
  await model.deploy(app, { name: "other", units: 2 })
  await model.deploy(nrpe)
  await model.settle()
  model.integrate("other:monitors", "nrpe:monitors")
  await model.settle()
  model.integrate("app:monitors", "nrpe:monitors")
  await model.settle()
  expect(unitsOf(model, "nrpe")).toEqual(["nrpe/0", "nrpe/1", "nrpe/2"])
  expect(nrpe.hooksOf("nrpe/2").filter((hook) => hook.includes("monitors"))).toEqual([
    "monitors-relation-created",
    "monitors-relation-joined app/0",
    "monitors-relation-changed app/0",
  ])
  expect(nrpe.hooks.filter((hook) => hook.startsWith("nrpe/0 monitors"))).toHaveLength(3)
  expect(seen.get("app/0")).toEqual([["nrpe/2"], "nrpe/2"])
  expect([seen.get("other/0"), seen.get("other/1")]).toEqual(
    Object.entries(model.status().applications.other?.units ?? {}).map(([, { subordinates = {} }]) => {
      const own = Object.keys(subordinates)
      return [own, own[0]]
    }),
  )
  expect(seen.get("nrpe/2")).toMatchObject(["app/0", ["app/0"], { units: {} }])
  expect(model.status().applications.nrpe).toMatchObject({ "subordinate-to": ["app", "other"], units: {} })

  // The other principal's subordinates stay.
  model.removeRelation("app", "nrpe")
  await model.settle()
  expect(unitsOf(model, "nrpe")).toEqual(["nrpe/0", "nrpe/1"])
  expect(nrpe.hooksOf("nrpe/2").slice(-4)).toEqual([
    "monitors-relation-departed app/0",
    "monitors-relation-broken",
    "stop",
    "remove",
  ])
})

test("two subordinates of the same principal see each other", async () => {
  const agent = new StubCharm({
    name: "agent",
    subordinate: true,
    requires: {
      info: { interface: "juju-info", scope: "container" },
      checks: { interface: "checks", scope: "container" },
    },
  })
  await using model = await started()
  await model.deploy(app, { units: 2 })
  for (const charm of [nrpe, agent]) {
    await model.deploy(charm)
    model.integrate("app:juju-info", charm.spec.metadata.name)
  }
  await model.settle()
  model.integrate("agent:checks", "nrpe:checks")
  await model.settle()
  const principals = Object.values(model.status().applications.app?.units ?? {})
  for (const { subordinates = {} } of principals) {
    const [one = "", other = ""] = Object.keys(subordinates)
    expect(agent.hooksOf(one).slice(-2)).toEqual([
      `checks-relation-joined ${other}`,
      `checks-relation-changed ${other}`,
    ])
  }
  expect(principals).toHaveLength(2)
})

test("a relation binds a subordinate as long as another one does", async () => {
  await using model = await started()
  await model.deploy(app)
  await model.deploy(nrpe)
  model.integrate("app:juju-info", "nrpe:info")
  model.integrate("app:monitors", "nrpe:monitors")
  await model.settle()
  expect(unitsOf(model, "nrpe")).toEqual(["nrpe/0"])
  model.removeRelation("app:juju-info", "nrpe:info")
  await model.settle()
  expect(unitsOf(model, "nrpe")).toEqual(["nrpe/0"])
  // A new subordinate comes when the old one is gone (Juju: ErrCannotEnterScopeYet).
  nrpe.handle(({ hook }) => (hook === "stop" ? model.integrate("app:juju-info", "nrpe:info") && 0 : 0))
  model.removeRelation("app:monitors", "nrpe:monitors")
  await model.settle()
  expect(unitsOf(model, "nrpe")).toEqual(["nrpe/1"])
})

test("a subordinate related to nothing has no units, is shown so, and can be removed", async () => {
  await using model = await started()
  await model.deploy(log)
  await model.settle()
  expect(Object.keys(model.status().applications.log?.units ?? {})).toEqual([])
  expect(model.status().applications.log?.["application-status"].current).toBe("unknown")
  expect(() => model.integrate("log", "gone")).toThrow('application "gone" not found')
  model.removeApplication("log")
  await model.settle()
  expect(model.status().applications).toEqual({})
})

test("what Juju refuses, in its words", async () => {
  await using model = await started()
  const refused = async (act: () => unknown) => {
    try {
      await act()
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    return "not refused"
  }
  await model.deploy(app)
  expect(await refused(() => model.deploy(log, { units: 1 }))).toBe(
    "subordinate application must be deployed without units",
  )
  await model.deploy(log)
  expect(await refused(() => model.addUnits("log"))).toBe(
    'cannot add unit to application "log": application is a subordinate',
  )
  const one = new StubCharm({ name: "one", requires: { web: { interface: "http", scope: "container" } } })
  await model.deploy(one)
  await model.deploy(new StubCharm({ name: "two", provides: { web: "http" } }))
  expect(await refused(() => model.integrate("one", "two"))).toBe(
    'cannot add relation "one:web two:web": container scoped relation requires at least one subordinate application',
  )
  expect(await refused(() => model.integrate("app", "two"))).toContain("no relations found")
  expect(await refused(() => model.refresh("log", app))).toBe(
    'cannot upgrade application "log" to charm "app": would break relation "log:cluster"',
  )
  expect(await refused(() => model.refresh("app", log))).toBe(
    'cannot upgrade application "app" to charm "log": cannot change an application\'s subordinacy',
  )
  model.integrate("app", "log")
  await model.settle()
  expect(await refused(() => model.removeUnit("log/0"))).toBe(
    'unit "log/0" is a subordinate, to remove use remove-relation. Note: this will remove all units of "log"',
  )
})

test("juju-info is inferred only if nothing else fits", async () => {
  await using model = await started()
  await model.deploy(app)
  await model.deploy(nrpe)
  model.integrate("app", "nrpe")
  await model.settle()
  expect(model.status().applications.nrpe?.relations).toMatchObject({
    monitors: [{ "related-application": "app", scope: "container" }],
  })
  const watcher = new StubCharm({ name: "watcher", requires: { host: "juju-info" } })
  await model.deploy(watcher)
  model.integrate("watcher", "app")
  await model.settle()
  expect(watcher.hooksOf("watcher/0").slice(-2)).toEqual([
    "host-relation-joined app/0",
    "host-relation-changed app/0",
  ])
  model.removeRelation("watcher", "app")
  await model.settle()
  expect(watcher.hooksOf("watcher/0").slice(-2)).toEqual([
    "host-relation-departed app/0",
    "host-relation-broken",
  ])
  expect(model.status().applications.watcher?.relations).toEqual({})
})
