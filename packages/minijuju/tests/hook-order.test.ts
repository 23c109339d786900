import { beforeEach, expect, test } from "vitest"
import { type JujuSeries, Model } from "../src/index.ts"
import { JUJU_SERIES } from "../src/state/juju-version.ts"
import { refusal } from "./secret-charms.ts"
import { StubCharm } from "./stub-charm.ts"

let app: StubCharm
let mysql: StubCharm

beforeEach(() => {
  app = new StubCharm({
    name: "app",
    requires: { db: "mysql" },
    config: { k: { type: "string", default: "" } },
  })
  mysql = new StubCharm({ name: "mysql", provides: { database: "mysql" }, peers: { peers: "mysql-peers" } })
})

const started = (juju?: JujuSeries, retry = {}) =>
  Model.start({ ...(juju === undefined ? {} : { juju }), updateStatusIntervalMs: 0, retry })

/** Deploys the charms of `app` and `mysql` and relates them; hooks until then are not recorded. */
async function related(units = 1, juju?: JujuSeries, retry = {}): Promise<Model> {
  const model = await started(juju, retry)
  await model.deploy(app, { units })
  await model.deploy(mysql)
  await model.settle()
  model.integrate("app:db", "mysql:database")
  await model.settle()
  app.hooks.length = 0
  mysql.hooks.length = 0
  return model
}

test("deploy: install, created of peers, leader-elected, config-changed, start", async () => {
  await using model = await started("3.6")
  await model.deploy(app)
  await model.deploy(mysql, { units: 2 })
  await model.settle()
  expect(app.hooksOf("app/0")).toEqual(["install", "leader-elected", "config-changed", "start"])
  expect(mysql.hooksOf("mysql/0")).toEqual([
    "install",
    "peers-relation-created",
    "leader-elected",
    "config-changed",
    "start",
    "peers-relation-joined mysql/1",
    "peers-relation-changed mysql/1",
  ])
  expect(mysql.hooksOf("mysql/1").slice(0, 5)).toEqual([
    "install",
    "peers-relation-created",
    "leader-settings-changed",
    "config-changed",
    "start",
  ])
})

test("integrate: created, joined, changed on both sides", async () => {
  await using model = await started()
  await model.deploy(app)
  await model.deploy(mysql)
  await model.settle()
  app.hooks.length = 0
  mysql.hooks.length = 0
  model.integrate("app", "mysql")
  await model.settle()
  expect(app.hooks).toEqual([
    "app/0 db-relation-created",
    "app/0 db-relation-joined mysql/0",
    "app/0 db-relation-changed mysql/0",
  ])
  expect(mysql.hooks).toEqual([
    "mysql/0 database-relation-created",
    "mysql/0 database-relation-joined app/0",
    "mysql/0 database-relation-changed app/0",
  ])
})

test("application data of the leader reaches every remote unit as changed without a unit", async () => {
  await using model = await related(2)
  mysql.handle(({ hook, tool }) => {
    if (hook === "update-status") tool("relation-set", "-r", "1", "--app", "endpoints=e")
  })
  model.updateStatus()
  await model.settle()
  expect(app.hooksOf("app/0")).toEqual(["update-status", "db-relation-changed"])
  expect(app.hooksOf("app/1")).toEqual(["update-status", "db-relation-changed"])
  expect(mysql.hooks).toEqual(["mysql/0 update-status"])
})

test("a unit added later gets application data before it joins", async () => {
  await using model = await related(1, "3.6")
  mysql.handle(({ hook, tool }) => {
    if (hook === "update-status") tool("relation-set", "-r", "1", "--app", "endpoints=e")
  })
  model.updateStatus()
  await model.settle()
  model.addUnits("app")
  await model.settle()
  expect(app.hooksOf("app/1")).toEqual([
    "install",
    "db-relation-created",
    "leader-settings-changed",
    "config-changed",
    "start",
    "db-relation-changed",
    "db-relation-joined mysql/0",
    "db-relation-changed mysql/0",
  ])
})

test("unit data reaches only the other side; unchanged values cause no hook, A to B to A does", async () => {
  await using model = await related()
  let value = "bob"
  app.handle(({ hook, tool }) => {
    if (hook === "update-status") tool("relation-set", "-r", "1", `user=${value}`)
  })
  for (const next of ["bob", "bob", "eve", "bob"]) {
    value = next
    model.updateStatus()
    await model.settle()
  }
  expect(mysql.hooks.filter((hook) => hook.includes("changed"))).toEqual([
    "mysql/0 database-relation-changed app/0",
    "mysql/0 database-relation-changed app/0",
    "mysql/0 database-relation-changed app/0",
  ])
  expect(app.hooks.filter((hook) => hook.includes("changed"))).toEqual([])
})

test("remove-unit: departed and broken on the leaving side, departed on the other", async () => {
  await using model = await related(2)
  const departing: string[] = []
  for (const charm of [app, mysql]) {
    charm.handle(({ unit, hook, env }) => {
      if (hook.endsWith("departed")) departing.push(`${unit}: ${env.JUJU_DEPARTING_UNIT}`)
    })
  }
  model.removeUnit("app/1")
  await model.settle()
  expect(app.hooks).toEqual([
    "app/1 db-relation-departed mysql/0",
    "app/1 db-relation-broken",
    "app/1 stop",
    "app/1 remove",
  ])
  expect(mysql.hooks).toEqual(["mysql/0 database-relation-departed app/1"])
  expect(departing.sort()).toEqual(["app/1: app/1", "mysql/0: app/1"])
  expect(Object.keys(model.status().applications.app?.units ?? {})).toEqual(["app/0"])
})

test("remove-relation: departed and broken on both sides, then the relation is removed", async () => {
  await using model = await related()
  model.removeRelation("app", "mysql")
  await model.settle()
  expect(app.hooks).toEqual(["app/0 db-relation-departed mysql/0", "app/0 db-relation-broken"])
  expect(mysql.hooks).toEqual([
    "mysql/0 database-relation-departed app/0",
    "mysql/0 database-relation-broken",
  ])
  expect(model.status().applications.app?.relations).toEqual({})
})

test("remove-application removes its units and relations", async () => {
  await using model = await related()
  model.removeApplication("app")
  await model.settle()
  expect(mysql.hooks).toEqual([
    "mysql/0 database-relation-departed app/0",
    "mysql/0 database-relation-broken",
  ])
  expect(Object.keys(model.status().applications)).toEqual(["mysql"])
})

test("config: one config-changed for many changes, none for equal values", async () => {
  await using model = await related(1, "3.6")
  model.config("app", { k: "1" })
  model.config("app", { k: "2" })
  await model.settle()
  model.config("app", { k: "2" })
  await model.settle()
  expect(app.hooks).toEqual(["app/0 config-changed"])
  model.config("app", {}, ["k"])
  await model.settle()
  expect(app.hooks).toEqual(["app/0 config-changed", "app/0 config-changed"])
})

test("changed follows joined even if the unit has left meanwhile", async () => {
  await using model = await related()
  mysql.handle(({ hook }) => {
    if (hook === "database-relation-joined") model.removeUnit("app/1")
  })
  model.addUnits("app")
  await model.settle()
  expect(mysql.hooks).toEqual([
    "mysql/0 database-relation-joined app/1",
    "mysql/0 database-relation-changed app/1",
    "mysql/0 database-relation-departed app/1",
  ])
})

test("the broken relation is no longer listed, but its id still works", async () => {
  await using model = await related(1, "3.6")
  const seen: unknown[] = []
  app.handle(({ hook, json }) => {
    if (hook !== "db-relation-broken") return
    seen.push(
      json("relation-ids", "db"),
      json("relation-list", "-r", "db:1"),
      json("relation-list", "--app", "-r", "db:1"),
    )
  })
  model.removeRelation("app", "mysql")
  await model.settle()
  expect(seen).toEqual([[], [], "mysql"])
})

test("after a unit's own broken hook its agent does not know the relation, although it still exists", async () => {
  for (const juju of JUJU_SERIES) {
    await using model = await related(1, juju, { enabled: false })
    const seen: unknown[] = []
    const notFound = 'ERROR invalid value "db:1" for option -r: relation not found'
    // The relation lasts until the other side has finished its broken hook, which fails here.
    mysql.handle(({ hook }) => (hook === "database-relation-broken" ? 1 : 0))
    app.handle(({ hook, json, tool }) => {
      if (hook === "db-relation-broken") seen.push(json("relation-list", "--app", "-r", "db:1"))
      if (hook !== "config-changed" || seen.length > 1) return
      seen.push(json("relation-ids", "db"))
      const calls = [
        ["relation-list", "-r", "db:1"],
        ["relation-get", "-r", "db:1", "-", "mysql/0"],
        ["relation-set", "-r", "db:1", "k=v"],
        ["network-get", "db", "-r", "db:1"],
      ]
      for (const [name = "", ...args] of calls) seen.push(refusal(() => tool(name, ...args)))
    })
    model.removeRelation("app", "mysql")
    await model.settle({ allowErrors: true })
    model.config("app", { k: "now" })
    await model.settle({ allowErrors: true })
    expect(Object.keys(model.status().applications.mysql?.relations ?? {})).toContain("database")
    expect(seen).toEqual(["mysql", [], notFound, notFound, notFound, notFound])
  }
})

test("refresh: upgrade-charm and config-changed on every unit, and only with the endpoints in use", async () => {
  await using model = await related(2)
  model.config("app", { k: "mine" })
  await model.settle()
  app.hooks.length = 0
  const next = new StubCharm({ name: "app", requires: { db: "mysql" }, peers: { friends: "friends" } })
  await model.refresh("app", next)
  await model.settle()
  expect(next.hooksOf("app/0").slice(0, 3)).toEqual([
    "friends-relation-created",
    "upgrade-charm",
    "config-changed",
  ])
  expect(next.hooksOf("app/1").slice(0, 3)).toEqual([
    "friends-relation-created",
    "upgrade-charm",
    "config-changed",
  ])
  expect(app.hooks).toEqual([])
  expect(model.status().applications.app?.["charm-rev"]).toBe(1)

  const breaking = new StubCharm({ name: "app", requires: { database: "mysql" } })
  await expect(model.refresh("app", breaking)).rejects.toThrow(
    /^cannot upgrade application "app" to charm "app": would break relation "app:db mysql:database"$|^setting application "app" charm: charm has no corresponding relation "db"$/,
  )
})
