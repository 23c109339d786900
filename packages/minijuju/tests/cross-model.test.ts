import { afterEach, beforeEach, expect, test } from "vitest"
import { type JujuSeries, Model } from "../src/index.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

let app: StubCharm
let mysql: StubCharm
const models: Model[] = []

beforeEach(() => {
  app = new StubCharm({ name: "app", requires: { db: "mysql" } })
  mysql = new StubCharm({ name: "mysql", provides: { database: "mysql", other: "mysql" } })
})
afterEach(async () => {
  for (const model of models.splice(0)) await model.stop()
})

async function start(name: string, juju?: JujuSeries): Promise<Model> {
  const options = { name, updateStatusIntervalMs: 0, retry: { enabled: false } }
  const model = await Model.start(juju === undefined ? options : { ...options, juju })
  models.push(model)
  return model
}

/** Two models: `prod` offers mysql, `web` has the application app and consumes the offer as `db`. */
async function twoModels(juju?: JujuSeries) {
  const prod = await start("prod", juju)
  const web = await start("web", juju)
  await prod.deploy(mysql)
  await web.deploy(app)
  await Promise.all([prod.settle(), web.settle()])
  prod.offer("mysql", ["database"])
  expect(web.consume(prod, "mysql", "db")).toBe("db")
  mysql.hooks.length = 0
  app.hooks.length = 0
  return { prod, web }
}

async function related(juju?: JujuSeries) {
  const { prod, web } = await twoModels(juju)
  const id = web.integrate("app", "db")
  await settled(prod, web)
  return { prod, web, id }
}

const settled = (...all: readonly Model[]) => Promise.all(all.map((model) => model.settle()))

/** The name of the application that consumes, in the model that offers. */
function remoteName(prod: Model): string {
  const [relation] = prod.relations("mysql")
  return Object.keys(relation?.databags ?? {}).find((name) => /^remote-[0-9a-f]{32}$/.test(name)) ?? ""
}

/** Runs `work` in an update-status of every unit of a charm and returns the results. */
async function inHook<T>(
  model: Model,
  charm: StubCharm,
  work: (hook: StubHook) => T,
): Promise<(T | string)[]> {
  const seen: (T | string)[] = []
  charm.handle((hook) => {
    if (hook.hook !== "update-status") return
    try {
      seen.push(work(hook))
    } catch (error) {
      seen.push(error instanceof Error ? error.message.trim() : String(error))
    }
  })
  model.updateStatus()
  await model.settle()
  charm.handle(() => 0)
  return seen
}

test.each(["3.6", "4.0"] as const)("hooks, names and ids of both sides (Juju %s)", async (juju) => {
  const { prod, web, id } = await related(juju)
  const remote = remoteName(prod)
  expect(remote).toMatch(/^remote-[0-9a-f]{32}$/)
  expect(app.hooksOf("app/0")).toEqual([
    "db-relation-created",
    "db-relation-joined db/0",
    "db-relation-changed db/0",
  ])
  expect(mysql.hooksOf("mysql/0")).toEqual([
    "database-relation-created",
    `database-relation-joined ${remote}/0`,
    `database-relation-changed ${remote}/0`,
  ])
  expect(web.relations("app").map((relation) => relation.id)).toEqual([id])

  const [asked] = await inHook(web, app, ({ tool, json, env }) => ({
    model: json("relation-model-get", "-r", String(id)),
    list: json("relation-list", "-r", String(id)),
    application: json("relation-list", "-r", String(id), "--app"),
    ingress: tool("relation-get", "-r", String(id), "ingress-address", "db/0").trim(),
    own: tool("network-get", "db", "-r", String(id), "--ingress-address").trim(),
    bound: tool("unit-get", "private-address").trim(),
    goal: json("goal-state"),
    uuid: env.JUJU_MODEL_UUID,
  }))
  const address = prod.status().applications.mysql?.units["mysql/0"]?.["public-address"]
  const own = web.status().applications.app?.units["app/0"]?.["public-address"]
  expect(asked).toMatchObject({
    model: { uuid: prod.uuid },
    list: ["db/0"],
    application: "db",
    ingress: address,
    own,
    uuid: web.uuid,
    goal: { relations: { db: { "minijuju:admin/prod.mysql": { status: "joined" } } } },
  })
  const [offered] = await inHook(prod, mysql, ({ json }) => ({
    model: json("relation-model-get", "-r", String(prod.relations("mysql")[0]?.id)),
    goal: json("goal-state"),
  }))
  expect(offered).toMatchObject({ model: { uuid: web.uuid }, goal: { relations: {} } })
  expect(web.showUnit("app/0")["relation-info"]).toMatchObject([
    {
      "relation-id": id,
      "related-endpoint": "database",
      "cross-model": true,
      "related-units": { "db/0": { "in-scope": true } },
    },
  ])
})

test("databags of applications and units are seen on the other side, and each change runs one hook", async () => {
  const { prod, web, id } = await related()
  const remote = remoteName(prod)
  const offeredId = String(prod.relations("mysql")[0]?.id)
  app.hooks.length = 0
  mysql.hooks.length = 0
  await inHook(web, app, ({ tool }) => {
    tool("relation-set", "-r", String(id), "--app", "want=schema")
    tool("relation-set", "-r", String(id), "host=a")
  })
  await settled(prod, web)
  expect(mysql.hooksOf("mysql/0")).toEqual([
    `database-relation-changed`,
    `database-relation-changed ${remote}/0`,
  ])
  const seen = await inHook(prod, mysql, ({ tool }) => {
    tool("relation-set", "-r", offeredId, "--app", "have=schema")
    return [
      tool("relation-get", "-r", offeredId, "--app", "want", remote).trim(),
      tool("relation-get", "-r", offeredId, "host", `${remote}/0`).trim(),
    ]
  })
  expect(seen).toEqual([["schema", "a"]])
  await settled(prod, web)
  expect(app.hooksOf("app/0")).toEqual(["update-status", "db-relation-changed"])
  // A deleted key is deleted there, too.
  await inHook(web, app, ({ tool }) => tool("relation-set", "-r", String(id), "--app", "want="))
  await settled(prod, web)
  expect(prod.relations("mysql")[0]?.databags[remote]).toEqual({})
})

test("units come and go", async () => {
  const { prod, web } = await related()
  const remote = remoteName(prod)
  mysql.hooks.length = 0
  web.addUnits("app")
  await settled(prod, web)
  expect(mysql.hooksOf("mysql/0")).toEqual([
    `database-relation-joined ${remote}/1`,
    `database-relation-changed ${remote}/1`,
  ])
  let leaving: string | undefined
  mysql.handle(({ env }) => {
    leaving = env.JUJU_DEPARTING_UNIT
  })
  web.removeUnit("app/0")
  await settled(prod, web)
  expect(mysql.hooksOf("mysql/0").slice(2)).toEqual([`database-relation-departed ${remote}/0`])
  expect(leaving).toBe(`${remote}/0`)
})

test("an offer of the requiring side, and two consumers of one offer", async () => {
  const prod = await start("prod")
  const web = await start("web")
  const third = await start("third")
  await prod.deploy(app)
  await web.deploy(mysql)
  const other = new StubCharm({ name: "other", provides: { out: "mysql" } })
  await third.deploy(other)
  prod.offer("app", ["db"], "wanted")
  web.integrate("mysql:database", web.consume(prod, "wanted"))
  third.integrate("other", third.consume(prod, "wanted"))
  await settled(prod, web, third)
  expect(app.hooks.filter((line) => line.includes("joined"))).toHaveLength(2)
  expect(mysql.hooks).toContain("mysql/0 database-relation-joined wanted/0")
  expect(other.hooks).toContain("other/0 out-relation-joined wanted/0")
  await third.stop()
  await settled(prod, web)
  expect(app.hooks.filter((line) => line.includes("broken"))).toHaveLength(1)
  expect(prod.relations("app")).toHaveLength(1)
})

const ENDED = { app: ["db-relation-departed db/0", "db-relation-broken"], mysql: ["departed", "broken"] }

/** Both sides have run departed and broken, and no model has a relation left. */
function expectEnded(prod: Model, web: Model): void {
  expect(app.hooksOf("app/0")).toEqual(ENDED.app)
  expect(mysql.hooksOf("mysql/0").map((line) => /relation-(\w+)/.exec(line)?.[1])).toEqual(ENDED.mysql)
  expect(web.relations("app")).toEqual([])
  expect(prod.relations("mysql")).toEqual([])
}

test.each([
  ["removed by the consuming model", (_: Model, web: Model) => web.removeRelation("app", "db")],
  ["removed by the offering model", (prod: Model) => prod.removeRelation("mysql", remoteName(prod))],
  ["offer removed by force", (prod: Model) => prod.removeOffer("mysql", { force: true })],
  ["consumed offer removed", (_: Model, web: Model) => web.removeSaas("db")],
] as const)("the end of a relation: %s", async (_, end) => {
  const { prod, web } = await related()
  app.hooks.length = 0
  mysql.hooks.length = 0
  end(prod, web)
  await settled(prod, web)
  expectEnded(prod, web)
})

test("a model that is gone leaves the other one whole", async () => {
  const { prod, web } = await related()
  app.hooks.length = 0
  await prod.stop()
  await web.settle()
  expect(app.hooksOf("app/0")).toEqual(ENDED.app)
  expect(() => web.integrate("app", "db")).toThrow(/Offer "db" has been removed from the remote model/)
  web.removeSaas("db")
  await web.settle()
  expect(() => web.removeSaas("db")).toThrow('saas application "db" not found')

  const second = await related()
  mysql.hooks.length = 0
  await second.web.stop()
  await second.prod.settle()
  expect(mysql.hooksOf("mysql/0").map((line) => /relation-(\w+)/.exec(line)?.[1])).toEqual(ENDED.mysql)
  expect(second.prod.relations("mysql")).toEqual([])
})

test("a suspended relation breaks on both sides; resumed, it begins again", async () => {
  const { prod, web } = await related()
  const [relation] = prod.relations("mysql")
  const remote = remoteName(prod)
  app.hooks.length = 0
  mysql.hooks.length = 0
  prod.suspendRelation(relation?.id ?? -1, "maintenance")
  await settled(prod, web)
  expect(app.hooksOf("app/0")).toEqual(ENDED.app)
  expect(mysql.hooksOf("mysql/0").map((line) => /relation-(\w+)/.exec(line)?.[1])).toEqual(ENDED.mysql)
  // A unit that is added meanwhile does not enter the relation.
  web.addUnits("app")
  await settled(prod, web)
  expect(app.hooksOf("app/1").filter((line) => line.includes("relation"))).toEqual([])
  app.hooks.length = 0
  mysql.hooks.length = 0
  prod.resumeRelation(relation?.id ?? -1)
  await settled(prod, web)
  expect(app.hooksOf("app/0")).toEqual([
    "db-relation-created",
    "db-relation-joined db/0",
    "db-relation-changed db/0",
  ])
  expect(mysql.hooksOf("mysql/0")).toEqual(
    expect.arrayContaining(["database-relation-created", `database-relation-joined ${remote}/1`]),
  )
  // Resumed while the units still leave, a relation is whole again.
  prod.suspendRelation(relation?.id ?? -1)
  prod.resumeRelation(relation?.id ?? -1)
  await settled(prod, web)
  const members = await inHook(web, app, ({ json }) =>
    json("relation-list", "-r", String(web.relations("app")[0]?.id)),
  )
  expect(members).toEqual([["db/0"], ["db/0"]])
  expect(() => web.suspendRelation(web.relations("app")[0]?.id ?? -1)).toThrow(
    'cannot set suspend status for "app:db db:database" which is not associated with an offer',
  )
})
