import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { openModel } from "../../tests/open-model.ts"
import { relationEnv } from "../../tests/run-hook.ts"
import { HookToolError } from "../hook-tools.ts"
import { ModelError, RelationDataAccessError, TooManyRelatedAppsError } from "./errors.ts"

function juju(): FakeJuju {
  const fake = new FakeJuju()
  fake.relations = [
    { endpoint: "db", id: 10, app: "maria", units: { "maria/0": {} } },
    {
      endpoint: "db",
      id: 9,
      app: "mysql",
      units: { "mysql/10": { k: "ten" }, "mysql/9": {} },
      appData: { a: "1" },
    },
    { endpoint: "site", id: 3, app: "proxy", units: {} },
    { endpoint: "cluster", id: 1, app: "me", units: { "me/1": { peer: "yes" } } },
  ]
  return fake
}

test("A11: relations are listed once, by id, and units in numeric order", () => {
  const fake = juju()
  const model = openModel(fake)
  expect(model.relations("db").map(({ id }) => id)).toEqual([9, 10])
  expect(model.relations("db")).toBe(model.relations("db"))
  expect(fake.tools).toEqual(["relation-ids"])
  expect(model.relations("db")[0]?.units.map(({ name }) => name)).toEqual(["mysql/9", "mysql/10"])
  expect(fake.tools).toEqual(["relation-ids", "relation-list"])
})

test("A11: an undeclared endpoint is an error that names the declared ones", () => {
  const model = openModel(juju())
  expect(() => model.relations("bd")).toThrow('no endpoint "bd" (declared: db, my-cache, site, cluster)')
  expect(() => model.relation("toString")).toThrow(ModelError)
  expect(model.relations("my-cache")).toEqual([])
})

test("A11: one relation, none, and too many", () => {
  const model = openModel(juju())
  expect(model.relation("site")?.id).toBe(3)
  expect(model.relation("my-cache")).toBeUndefined()
  expect(() => model.relation("db")).toThrow(TooManyRelatedAppsError)
  expect(() => model.relation("db")).toThrow("has 2 relations")
})

test("A11: an id that Juju does not list gives a relation that is not active and has no data", () => {
  const fake = juju()
  const model = openModel(fake)
  const relation = model.relation("db", 99)
  expect(relation.active).toBe(false)
  expect(relation.units).toEqual([])
  expect(relation.app).toBeUndefined()
  expect(relation.data(model.app).keys()).toEqual([])
  expect(relation.data(model.unit).get("k")).toBeUndefined()
  expect(relation.data(model.unit).readable).toBe(true)
  expect(() => relation.data(model.unit).set("k", "v")).toThrow("db:99 does not exist any more")
  expect(fake.tools.filter((tool) => tool !== "is-leader")).toEqual(["relation-ids"])
  expect(model.relation("db", 9).active).toBe(true)
  expect(() => model.relation("db", Number("x"))).toThrow("is an integer, not NaN")
})

test("A11: in relation-broken the relation is left out, but the hook's own id still gives it, not active", () => {
  const fake = juju()
  const model = openModel(fake, "db-relation-broken", relationEnv("db:9"))
  expect(model.relations("db").map(({ id }) => id)).toEqual([10])
  const broken = model.relation("db", 9)
  expect(broken.active).toBe(false)
  expect(broken.app?.name).toBe("mysql")
  expect(broken.data(model.getApp("mysql")).get("a")).toBe("1")
})

test("A11: the relation of another endpoint with the broken id stays", () => {
  const fake = juju()
  fake.relations.push({ endpoint: "site", id: 9, app: "other", units: {} })
  const model = openModel(fake, "db-relation-broken", relationEnv("db:9"))
  expect(model.relations("site").map(({ id }) => id)).toEqual([3, 9])
})

test("A11: the application comes from the units, else from the hook, else from one call", () => {
  const fromUnits = juju()
  const listed = openModel(fromUnits).relation("db", 9)
  expect([listed.units.length, listed.app?.name]).toEqual([2, "mysql"])
  expect(fromUnits.tools).toEqual(["relation-ids", "relation-list"])

  const fromHook = juju()
  expect(
    openModel(fromHook, "site-relation-created", relationEnv("site:3")).relation("site", 3).app?.name,
  ).toBe("mysql")
  expect(fromHook.tools).toEqual([])

  const asked = juju()
  expect(openModel(asked).relation("site")?.app?.name).toBe("proxy")
  expect(asked.calls.at(-1)?.args).toContain("--app")
})

test("A11: in a peer relation the application is the own one, and only other units are listed", () => {
  const fake = juju()
  const model = openModel(fake)
  const peers = model.relation("cluster")
  expect(peers?.app).toBe(model.app)
  expect(peers?.units.map(({ name }) => name)).toEqual(["me/1"])
})

test("A11: a relation that was removed between the calls has no units and is not active", () => {
  const fake = juju()
  const relation = openModel(fake).relation("db", 9)
  expect(relation.active).toBe(true)
  fake.relations = []
  expect(relation.units).toEqual([])
  expect(relation.active).toBe(false)
})

test.each(["ERROR relation 9 not found", "ERROR permission denied", "ERROR some words of a newer Juju"])(
  "a relation of which Juju refuses to list the members is gone, and the others go on: %s",
  (words) => {
    const fake = juju()
    const [relation, other] = openModel(fake).relations("db")
    fake.failing["relation-list"] = words
    expect([relation?.units, relation?.app, relation?.active]).toEqual([[], undefined, false])
    delete fake.failing["relation-list"]
    expect(other?.units.map(({ name }) => name)).toEqual(["maria/0"])
  },
)

test.each([
  'ERROR cannot read settings for unit "mysql/9" in relation "me:db mysql:db": unit "mysql/9": settings not found',
  "ERROR some words of a newer Juju",
])("remote data that Juju refuses to show are not readable, with the reason: %s", (words) => {
  const fake = juju()
  const relation = openModel(fake).relation("db", 9)
  const [unit] = relation.units
  if (unit === undefined) throw new Error("there is no unit")
  fake.failing["relation-get"] = words
  expect(relation.data(unit).readable).toBe(false)
  for (const read of [() => relation.data(unit).keys(), () => relation.data(unit).get("k")]) {
    expect(read).toThrow(RelationDataAccessError)
    expect(read).toThrow(words.slice("ERROR ".length))
  }
})

test("own data that Juju refuses to show fail the hook", () => {
  const fake = juju()
  const model = openModel(fake)
  const relation = model.relation("db", 9)
  fake.failing["relation-get"] = "ERROR connection is shut down"
  expect(() => relation.data(model.app).get("k")).toThrow(HookToolError)
})

test("A11: the unit that is leaving has data although it is not listed", () => {
  const fake = juju()
  fake.relations[1] = { endpoint: "db", id: 9, app: "mysql", units: {}, others: { "mysql/4": { k: "last" } } }
  const model = openModel(fake, "db-relation-departed", relationEnv("db:9", "mysql/4", "mysql/4"))
  const relation = model.relation("db", 9)
  expect(relation.units).toEqual([])
  expect(relation.data(model.getUnit("mysql/4")).get("k")).toBe("last")
})

test("a unit of the remote application that is not in the relation has an empty databag, without a question to Juju", () => {
  const fake = juju()
  const model = openModel(fake)
  const data = model.relation("db", 9).data(model.getUnit("mysql/77"))
  expect([data.readable, data.keys(), data.get("k"), data.toObject()]).toEqual([false, [], undefined, {}])
  expect(() => data.set("k", "v")).toThrow(RelationDataAccessError)
  expect(fake.tools).not.toContain("relation-get")
  const peer = model.relation("cluster", 1).data(model.getUnit("me/77"))
  expect([peer.readable, peer.keys()]).toEqual([false, []])
})

test("A12: units and applications outside of the relation have no data in it", () => {
  const model = openModel(juju())
  const relation = model.relation("db", 9)
  expect(() => relation.data(model.getUnit("maria/77"))).toThrow(
    "maria/77 has no data in the relation db:9; databags exist for: me/0, me, mysql, mysql/9, mysql/10",
  )
  expect(() => relation.data(model.getApp("maria"))).toThrow(ModelError)
  expect(() => Reflect.apply(relation.data, relation, ["mysql/9"])).toThrow("takes a unit or an application")
})
