import { peerRelation, relation, secret, unitData } from "@charmkit/testing"
import { expect, test } from "vitest"
import { newContext } from "./feature-charm.ts"

const messages = ({ logs }: ReturnType<typeof newContext>) => logs.map(({ message }) => message)

test("relation data goes both ways; ids and the remote application are those of the state", async () => {
  const context = newContext()
  const db = relation({
    endpoint: "db",
    id: 12,
    remoteApp: "postgres",
    remoteUnitsData: { 3: { ...unitData("192.0.2.53"), greeting: "hello" } },
  })
  const other = relation({ endpoint: "db", id: 3 })
  const out = await context.run(context.on.relationChanged(db, { unit: 3 }), {
    leader: true,
    relations: [db, other],
    plannedUnits: 5,
  })
  expect(out.relations.map(({ id }) => id)).toEqual([3, 12, 13])
  expect(out.relations.find(({ id }) => id === 12)).toEqual({
    ...db,
    localUnitData: { ...db.localUnitData, saw: "hello" },
    localAppData: { units: "5" },
  })
  expect(context.toolCalls.findLast(({ tool }) => tool === "relation-set")).toMatchObject({
    args: ["-r", "db:12", "--app", "--file", "-"],
  })
})

test("peer relations exist by default, and a given one determines the number of units", async () => {
  const context = newContext()
  expect((await context.run(context.on.start())).relations).toMatchObject([
    { kind: "peer", endpoint: "cluster" },
  ])
  const cluster = peerRelation({ endpoint: "cluster", peersData: { 1: { a: "b" }, 4: {} } })
  const seen: unknown[] = []
  const out = await context.run(
    context.on.start(),
    { relations: [cluster] },
    {
      before: ({ model, app }) => {
        seen.push(
          model.relation("cluster")?.units.map(({ name }) => name),
          app.plannedUnits(),
        )
      },
    },
  )
  expect(seen).toEqual([["feature/1", "feature/4"], 3])
  expect(out).toMatchObject({ plannedUnits: 3, relations: [cluster] })
})

test("departed: unit 0 leaves the state with its data still readable, or this unit is the one that goes", async () => {
  const context = newContext()
  const db = relation({
    endpoint: "db",
    remoteApp: "pg",
    remoteUnitsData: { 0: { greeting: "bye" }, 1: { greeting: "still here" } },
  })
  const out = await context.run(context.on.relationDeparted(db), { relations: [db] })
  expect(messages(context)).toEqual(["pg/0 leaves, 1 stay", "it said bye"])
  expect(out.relations[0]).toMatchObject({ remoteUnitsData: { 1: { greeting: "still here" } } })
  expect(out.relations[0]).not.toHaveProperty(["remoteUnitsData", "0"])

  await context.run(context.on.relationDeparted(db, { unit: 0, leaving: "this" }), { relations: [db] })
  expect(messages(context)[0]).toBe("feature/0 leaves, 1 stay")
})

test("in created and joined the units are not members yet", async () => {
  const context = newContext()
  const db = relation({ endpoint: "db", remoteApp: "pg", remoteUnitsData: { 0: {}, 1: {} } })
  const members: unknown[] = []
  const look = {
    after: ({ model }: { model: { relations(name: "db"): readonly { units: readonly unknown[] }[] } }) => {
      members.push(model.relations("db")[0]?.units.map(String))
    },
  }
  const created = await context.run(context.on.relationCreated(db), { relations: [db] }, look)
  await context.run(context.on.relationJoined(db, { unit: 1 }), created, look)
  expect(members).toEqual([[], ["pg/0", "pg/1"]])
})

test("broken: the relation is no longer listed, and the state after it is without it", async () => {
  const context = newContext()
  const db = relation({ endpoint: "db" })
  const out = await context.run(context.on.relationBroken(db), { relations: [db] })
  expect(out.unitStatus).toEqual({ status: "waiting", message: "0 left" })
  expect(out.relations.map(({ endpoint }) => endpoint)).toEqual(["cluster"])
})

test("an action: parameters with their defaults, results, log and failure", async () => {
  const context = newContext()
  await context.run(context.on.action("backup"))
  expect(context.action).toEqual({
    results: { size: { bytes: "7" }, where: "here" },
    log: ["working"],
    failure: undefined,
  })
  const out = await context.run(context.on.action("backup", { where: "nowhere" }))
  expect(context.action?.failure).toBe("no such place")
  expect(out.deferred).toEqual([])
  await context.run(context.on.start())
  expect(context.action).toBeUndefined()
})

test("another owner's secret: changed, and tracked from then on", async () => {
  const context = newContext()
  const theirs = secret({ contents: [{ password: "old" }, { password: "new" }], tracked: 1, label: "db" })
  const out = await context.run(context.on.secretChanged(theirs), { secrets: [theirs] })
  expect(messages(context)).toEqual(["password new"])
  expect(out.secrets).toEqual([{ ...theirs, tracked: 2 }])
})

test("an own secret: rotate creates a revision, expired and remove end one", async () => {
  const context = newContext()
  const own = secret({ owner: "app", label: "key", contents: [{ password: "one" }, { password: "two" }] })
  const state = { secrets: [own], leader: true }
  const rotated = await context.run(context.on.secretRotate(own), state)
  expect(rotated.secrets[0]?.revisions).toMatchObject({ 3: { password: "fresh" } })
  for (const event of [context.on.secretExpired(own, 1), context.on.secretRemove(own, 1)])
    expect((await context.run(event, state)).secrets[0]?.revisions).toEqual({ 2: { password: "two" } })
})

test("a follower can restore a secret event that it has deferred", async () => {
  const context = newContext()
  const theirs = secret({ contents: [{ password: "old" }, { password: "new" }], tracked: 1 })
  const deferred = [context.deferred(context.on.secretChanged(theirs), "readSecret")]
  const out = await context.run(context.on.updateStatus(), { secrets: [theirs], deferred })
  expect(messages(context)).toContain("password new")
  expect(out.deferred).toEqual([])
})

test("a secret that a handler adds and grants is in the state afterwards", async () => {
  const context = newContext()
  const db = relation({ endpoint: "db", id: 2, remoteApp: "pg" })
  const out = await context.run(
    context.on.start(),
    { relations: [db] },
    {
      before: ({ unit, model }) => {
        const [target] = model.relations("db")
        if (target !== undefined) unit.addSecret({ token: "t0p" }, { label: "token" }).grant(target)
      },
    },
  )
  expect(out.secrets).toMatchObject([
    { owner: "unit", label: "token", revisions: { 1: { token: "t0p" } }, grants: { pg: 2 } },
  ])
})
