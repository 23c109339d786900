import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { openModel } from "../../tests/open-model.ts"
import { RelationDataAccessError, RelationDataTypeError } from "./errors.ts"

function juju(leader = true): FakeJuju {
  const fake = new FakeJuju()
  fake.leader = leader
  fake.relations = [
    {
      endpoint: "db",
      id: 9,
      app: "mysql",
      units: { "mysql/0": { host: "h" } },
      appData: { name: "n", version: "8" },
      others: { "me/0": { own: "unit" }, me: { own: "app" } },
    },
    {
      endpoint: "cluster",
      id: 1,
      app: "me",
      units: { "me/1": { peer: "yes" } },
      others: { me: { shared: "s" }, "me/0": {} },
    },
  ]
  return fake
}

function open(fake: FakeJuju, endpoint: "db" | "cluster") {
  const model = openModel(fake)
  const [relation] = model.relations(endpoint)
  if (relation === undefined) throw new Error("the fake has lost its relation")
  return { model, relation, commit: () => model.commit() }
}

const entities = {
  "own unit": "me/0",
  "own application": "me",
  "remote unit": "mysql/0",
  "remote application": "mysql",
  peer: "me/1",
}

function bag(fake: FakeJuju, endpoint: "db" | "cluster", who: keyof typeof entities) {
  const { model, relation } = open(fake, endpoint)
  const name = entities[who]
  return relation.data(name.includes("/") ? model.getUnit(name) : model.getApp(name))
}

const table = [
  // endpoint, entity, leader reads, leader writes, follower reads, follower writes
  ["db", "own unit", true, true, true, true],
  ["db", "own application", true, true, false, false],
  ["db", "remote unit", true, false, true, false],
  ["db", "remote application", true, false, true, false],
  ["cluster", "own unit", true, true, true, true],
  ["cluster", "own application", true, true, true, false],
  ["cluster", "peer", true, false, true, false],
] as const

for (const [endpoint, who, leaderReads, leaderWrites, followerReads, followerWrites] of table) {
  for (const [role, reads, writes] of [
    ["leader", leaderReads, leaderWrites],
    ["follower", followerReads, followerWrites],
  ] as const) {
    test(`A12: ${role}, ${who} in ${endpoint}: ${reads ? "reads" : "does not read"}, ${writes ? "writes" : "does not write"}`, () => {
      const one = bag(juju(role === "leader"), endpoint, who)
      expect([one.readable, one.writable]).toEqual([reads, writes])
      if (reads) expect(() => one.get("k")).not.toThrow()
      else expect(() => one.get("k")).toThrow(RelationDataAccessError)
      if (writes) expect(() => one.set("k", "v")).not.toThrow()
      else expect(() => one.set("k", "v")).toThrow(RelationDataAccessError)
    })
  }
}

test("A12: the content is read once, with one call per databag", () => {
  const fake = juju()
  const one = bag(fake, "db", "remote application")
  expect(one.get("name")).toBe("n")
  expect(one.keys()).toEqual(["name", "version"])
  expect(one.entries()).toEqual([
    ["name", "n"],
    ["version", "8"],
  ])
  expect(one.toObject()).toEqual({ name: "n", version: "8" })
  expect(one.has("name")).toBe(true)
  expect(one.has("toString")).toBe(false)
  expect(one.get("none")).toBeUndefined()
  expect(fake.sent("relation-get")).toEqual([["--format=json", "-r", "db:9", "--app", "-", "mysql"]])
})

test("A12: a follower's own application databag: listing is empty without a call, values are refused", () => {
  const fake = juju(false)
  const one = bag(fake, "db", "own application")
  expect(one.keys()).toEqual([])
  expect(one.has("own")).toBe(false)
  expect(() => one.toObject()).toThrow(RelationDataAccessError)
  expect(() => one.entries()).toThrow(RelationDataAccessError)
  expect(() => one.get("own")).toThrow(
    "me/0 is not the leader and cannot read the data of its own application me; ask unit.isLeader() first",
  )
  expect(fake.tools).not.toContain("relation-get")
})

test("A12: the message of a refused write names who could write", () => {
  const message = (who: keyof typeof entities, leader: boolean) => {
    try {
      bag(juju(leader), "db", who).set("k", "v")
      return ""
    } catch (error) {
      return error instanceof Error ? error.message : ""
    }
  }
  expect(message("own application", false)).toContain("me/0 is not the leader and cannot write the data")
  expect(message("remote application", true)).toContain("cannot write the data of the application mysql")
  expect(message("remote unit", true)).toContain("me/0 cannot write the data of mysql/0")
})

test("A12: access is checked even if nothing would change, and for deletions", () => {
  const one = bag(juju(false), "db", "own application")
  expect(() => one.set("own", "app")).toThrow(RelationDataAccessError)
  expect(() => one.delete("absent")).toThrow(RelationDataAccessError)
  expect(() => one.update({})).toThrow(RelationDataAccessError)
})

test("A12: what Juju refuses to show does not break listing", () => {
  const fake = juju()
  for (const relation of fake.relations) relation.denied = ["mysql"]
  const one = bag(fake, "db", "remote application")
  expect(one.readable).toBe(false)
  expect(one.keys()).toEqual([])
  expect(() => one.get("name")).toThrow("ask databag.readable first")
})

test("A12: the data of a removed relation are empty", () => {
  const fake = juju()
  const one = bag(fake, "db", "remote application")
  fake.relations = []
  expect(one.get("name")).toBeUndefined()
  expect(one.toObject()).toEqual({})
  expect(one.readable).toBe(false)
})

test("other failures of relation-get are not hidden", () => {
  const fake = juju()
  const one = bag(fake, "db", "remote application")
  fake.failing["relation-get"] = "ERROR the controller is away"
  expect(() => one.keys()).toThrow("the controller is away")
})

test("A12: writes can be read back and are sent with the commit only", () => {
  const fake = juju()
  const { model, relation, commit } = open(fake, "db")
  const one = relation.data(model.unit)
  one.set("host", "10.0.0.1")
  one.update({ port: "80", own: "" })
  expect(one.toObject()).toEqual({ host: "10.0.0.1", port: "80" })
  expect(one.get("own")).toBeUndefined()
  expect(fake.tools).not.toContain("relation-set")
  commit()
  expect(fake.sent("relation-set")).toEqual([
    ["-r", "db:9", "--file", "-", { host: "10.0.0.1", port: "80", own: "" }],
  ])
})

test("A12: equal values, and deletions of missing keys, are no change", () => {
  const fake = juju()
  const { model, relation, commit } = open(fake, "db")
  relation.data(model.unit).set("own", "unit")
  relation.data(model.unit).delete("absent")
  relation.data(model.app).set("own", "other")
  relation.data(model.app).set("own", "app")
  commit()
  expect(fake.tools).not.toContain("relation-set")
})

test("one relation-set per databag that differs: by relation id, the unit's before the application's", () => {
  const fake = juju()
  fake.relations.push({ endpoint: "db", id: 10, app: "maria", units: {} })
  const model = openModel(fake)
  for (const relation of [...model.relations("db")].reverse()) {
    relation.data(model.app).set("k", "v")
    relation.data(model.unit).set("k", "v")
  }
  model.relation("cluster")?.data(model.app).set("k", "v")
  model.commit()
  const order = fake.calls
    .filter(({ tool }) => tool === "relation-set")
    .map(({ args }) => args.filter((arg) => arg.includes(":") || arg === "--app").join(" "))
  expect(order).toEqual(["cluster:1 --app", "db:9", "db:9 --app", "db:10", "db:10 --app"])
})

test("A12: keys and values must be strings at run time too; a refused update stages nothing", () => {
  const fake = juju()
  const { model, relation, commit } = open(fake, "db")
  const one = relation.data(model.unit)
  const set = (...args: unknown[]) => Reflect.apply(one.set, one, args)
  expect(() => set("k", 1)).toThrow(RelationDataTypeError)
  expect(() => set("k", undefined)).toThrow('the value of "k" (relation db:9, unit me/0) must be a string')
  expect(() => set(1, "v")).toThrow("not number")
  expect(() => set("", "v")).toThrow("not an empty one")
  expect(() => Reflect.apply(one.update, one, [{ good: "1", bad: null }])).toThrow("not null")
  commit()
  expect(fake.tools).not.toContain("relation-set")
})
