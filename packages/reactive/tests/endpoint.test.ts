import { describe, expect, test } from "vitest"
import { defineCharm, Endpoint, type EndpointFlags, requires } from "../src/index.ts"
import { FakeJuju, relationEnv, run, storedFlags } from "./support.ts"

class Database extends Endpoint {
  static override readonly reactiveFlags = ["ready"] as const

  get host(): string | undefined {
    return this.allJoinedUnits
      .map(({ received }) => received.get("host", isText))
      .find((host) => host !== undefined)
  }

  manageFlags(flags: EndpointFlags): void {
    flags.toggle("ready", this.host !== undefined)
  }
}

const isText = (value: unknown): value is string => typeof value === "string"

const charmWithDatabase = () => defineCharm({ endpoints: { db: requires("sql", Database) } })

function juju(data: Record<string, string> = {}, appData: Record<string, string> = {}): FakeJuju {
  const fake = new FakeJuju()
  fake.relations = [{ endpoint: "db", id: 9, app: "mysql", units: { "mysql/0": data }, appData }]
  return fake
}

const hook = (name: string, unit = "mysql/0", departing = "") => ({
  hook: `db-relation-${name}`,
  env: relationEnv("db:9", unit, departing),
})

const short = (flags: unknown) =>
  Array.isArray(flags) ? flags.map((flag) => String(flag).replace("endpoint.db.", "")) : flags

describe("C6: endpoints", () => {
  test("a peer's key that cannot be part of a flag sets changed only", async () => {
    const fake = juju({ "\u0000odd": "1", "half\uD800": "2", host: '"db.example"' })
    await run(charmWithDatabase(), fake, hook("changed"))
    expect(short(storedFlags(fake))).toEqual(["changed", "changed.host", "created", "joined", "ready"])
  })

  test("joined; changed and changed.KEY for new and changed values, until they are cleared", async () => {
    const charm = charmWithDatabase()
    const fake = juju({ host: '"db.example"', port: "5432" })
    await run(charm, fake, hook("changed"))
    expect(short(storedFlags(fake))).toEqual([
      "changed",
      "changed.host",
      "changed.port",
      "created",
      "joined",
      "ready",
    ])

    charm.hook("start").do(({ flags }) => {
      for (const flag of ["changed", "changed.host", "changed.port"] as const)
        flags.clear(`endpoint.db.${flag}`)
    })
    await run(charm, fake, { hook: "start" })
    await run(charm, fake, hook("changed"))
    expect(short(storedFlags(fake))).toEqual(["created", "joined", "ready"])

    fake.relations = juju({ host: '"db.example"', port: "5433" }).relations
    await run(charm, fake, hook("changed"))
    expect(short(storedFlags(fake))).toEqual(["changed", "changed.port", "created", "joined", "ready"])
  })

  test("R10: a deleted key, and application data, are changes too", async () => {
    const charm = charmWithDatabase()
    const clear = defineCharm({ endpoints: { db: requires("sql", Database) } })
    clear.whenNot("endpoint.db.changed.never").do(({ flags }) => {
      for (const key of ["", ".host", ".port", ".tls"]) flags.clear(`endpoint.db.changed${key}`)
    })
    const fake = juju({ host: '"h"', port: "1" })
    await run(clear, fake, hook("changed"))
    fake.relations = juju({ host: '"h"' }, { tls: "true" }).relations
    await run(charm, fake, hook("changed"))
    expect(short(storedFlags(fake))).toEqual([
      "changed",
      "changed.port",
      "changed.tls",
      "created",
      "joined",
      "ready",
    ])
  })

  test("departed: set in the hook, with the unit, which is joined no more; cleared in a later one while others are there", async () => {
    const charm = charmWithDatabase()
    const fake = juju()
    fake.relations[0] = { endpoint: "db", id: 9, app: "mysql", units: { "mysql/0": {}, "mysql/1": {} } }
    await run(charm, fake, hook("joined"))
    const seen: unknown[] = []
    const look = charmWithDatabase()
    look.atStart(({ endpointFromName, flags }) => {
      const db = endpointFromName("db")
      seen.push(
        flags.isSet("endpoint.db.departed"),
        db.allDepartedUnits,
        db.allJoinedUnits.map(({ name }) => name),
      )
    })
    await run(look, fake, hook("departed", "mysql/0", "mysql/0"))
    expect(seen.splice(0)).toEqual([true, [{ name: "mysql/0", relationId: 9 }], ["mysql/1"]])
    fake.relations[0] = { endpoint: "db", id: 9, app: "mysql", units: { "mysql/1": {} } }
    look.hook("start").do(({ endpointFromName }) => endpointFromName("db").clearDepartedUnits())
    await run(look, fake, { hook: "start" })
    expect(seen.splice(0)).toEqual([false, [{ name: "mysql/0", relationId: 9 }], ["mysql/1"]])
    await run(look, fake)
    expect(seen).toEqual([false, [], ["mysql/1"]])
  })

  test("departed stays when no unit is left, until the interface clears it", async () => {
    const charm = charmWithDatabase()
    const fake = juju()
    await run(charm, fake, hook("joined"))
    fake.relations = [{ endpoint: "db", id: 9, app: "mysql", units: {} }]
    await run(charm, fake, hook("departed", "mysql/0", "mysql/0"))
    await run(charm, fake)
    expect(short(storedFlags(fake))).toEqual(["created", "departed"])
  })

  test("there is no flag for broken; changes of the relation are forgotten with it", async () => {
    const charm = charmWithDatabase()
    const fake = juju({ host: '"h"' })
    await run(charm, fake, hook("changed"))
    await run(charm, fake, hook("broken", ""))
    expect(short(storedFlags(fake))).toEqual(["changed", "changed.host"])
    expect(fake.state["ReactiveCharm/Database[db]/StoredStateData[_stored]"]).toContain('"data":{}')
  })

  test("views: relations, units, what they published, and who they are", async () => {
    const charm = charmWithDatabase()
    const seen: unknown[] = []
    charm.atStart(({ endpointFromName }) => {
      const db = endpointFromName("db")
      const relation = db.relation(9)
      const unit = relation?.unit("mysql/0")
      seen.push(
        relation?.applicationName,
        unit?.name,
        unit?.relation.id,
        db.relation(8),
        relation?.unit("mysql/7"),
      )
      seen.push(
        unit?.received.get("host"),
        unit?.received.get("list"),
        unit?.received.get("text"),
        unit?.received.get("no"),
      )
      seen.push(unit?.received.get("list", isText), unit?.received.keys(), unit?.received.raw.host)
      seen.push(relation?.received?.get("version"), db.received("host"), db.isJoined, db.host)
      seen.push(db.expandName("endpoint.{endpoint_name}.ready"))
    })
    await run(charm, juju({ host: '"h"', list: "[1]", text: "not json" }, { version: "1" }))
    expect(seen).toEqual([
      ...["mysql", "mysql/0", 9, undefined, undefined],
      ...["h", [1], "not json", undefined],
      ...[undefined, ["host", "list", "text"], '"h"'],
      ...[1, "h", true, "h"],
      "endpoint.db.ready",
    ])
  })

  test("published data are JSON with sorted keys, sent once and only if they differ", async () => {
    const charm = charmWithDatabase()
    charm.when("endpoint.db.joined").do(({ endpointFromName }) => {
      const relation = endpointFromName("db").relation(9)
      relation?.toPublish.set("wants", { tables: ["a"], big: true })
      relation?.toPublish.raw.set("plain", "text")
      relation?.toPublishApp.set("name", "shop")
      expect(relation?.toPublish.get("wants")).toEqual({ big: true, tables: ["a"] })
    })
    const fake = juju()
    await run(charm, fake)
    expect(fake.sent("relation-set").map((call) => (Array.isArray(call) ? call.at(-1) : call))).toEqual([
      { wants: '{"big":true,"tables":["a"]}', plain: "text" },
      { name: '"shop"' },
    ])
  })
})
