import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { StubCharm } from "./stub-charm.ts"

const options = { updateStatusIntervalMs: 0, retry: { enabled: false } }
const app = new StubCharm({ name: "app", requires: { db: "mysql" } })
const mysql = new StubCharm({ name: "mysql", provides: { database: "mysql", other: "mysql" } })

test("requests that Juju refuses", async () => {
  await using prod = await Model.start({ ...options, name: "prod", juju: "3.6" })
  await using web = await Model.start({ ...options, name: "web", juju: "3.6" })
  await prod.deploy(mysql)
  await web.deploy(app)
  prod.offer("mysql", ["database"])
  web.integrate("app", web.consume(prod, "mysql", "db"))
  await web.settle()
  expect(() => prod.removeOffer("mysql")).toThrow(
    'cannot delete application offer "mysql": offer has 1 relation',
  )
  expect(() => prod.removeOffer("no")).toThrow('application offer "admin/prod.no" not found')
  expect(() => web.consume(prod, "no")).toThrow('application offer "admin/prod.no" not found')
  expect(() => prod.removeApplication("mysql")).toThrow(
    'cannot destroy application "mysql": application is used by 1 offer',
  )
  expect(() => prod.offer("no", ["x"])).toThrow('getting offered application no: application "no" not found')
  expect(() => prod.offer("mysql", ["x"], "new")).toThrow(
    'cannot add application offer "new": getting relation endpoint for relation "x" and application "mysql": application "mysql" has no "x" relation',
  )
  expect(() => prod.offer("mysql", ["other"])).toThrow(
    'cannot update application offer "mysql": updating offer mysql:other would remove endpoint "database" which has active consumers',
  )
  prod.offer("mysql", ["database", "other"])
  expect(() => web.consume(prod, "mysql", "app")).toThrow(
    'could not consume admin/prod.mysql: cannot add saas application "app": local application with same name already exists',
  )
  await expect(web.deploy(app, { name: "db" })).rejects.toThrow(
    'cannot add application "db": saas application with same name already exists',
  )
  expect(() => web.removeSaas("app")).toThrow('saas application "app" not found')
  await using four = await Model.start({ ...options, name: "four", juju: "4.0" })
  await four.deploy(mysql)
  four.offer("mysql", ["database"])
  expect(() => four.offer("mysql", ["other"])).toThrow(
    'offer "mysql" already exists, updating offers is not supported',
  )
  // Without relations, an application is removed with its offers.
  four.removeApplication("mysql")
  await four.settle()
  expect(four.status().applications).toEqual({})
})

test("a consumed name stays what it is when another offer of that model is consumed under it", async () => {
  await using prod = await Model.start({ ...options, name: "prod", juju: "3.6" })
  await using web = await Model.start({ ...options, name: "web", juju: "3.6" })
  await prod.deploy(mysql)
  await prod.deploy(new StubCharm({ name: "other", provides: { database: "postgresql", more: "mysql" } }))
  await web.deploy(app)
  prod.offer("mysql", ["database"])
  prod.offer("other", ["database"], "conflict")
  prod.offer("other", ["more"], "second")
  web.integrate("app", web.consume(prod, "mysql", "db"))
  await web.settle()
  expect(() => web.consume(prod, "conflict", "db")).toThrow(
    "could not consume admin/prod.conflict: conflicting endpoint database",
  )
  expect(web.consume(prod, "second", "db")).toBe("db")
  await web.settle()
  // The relation is still one to the first offer.
  expect(() => prod.removeOffer("mysql")).toThrow("offer has 1 relation")
})

test.each(["3.6", "4.0"] as const)(
  "two models with the same application names consume each other, and one is gone (Juju %s)",
  async (juju) => {
    const both = new StubCharm({ name: "app", requires: { db: "mysql" }, provides: { database: "mysql" } })
    await using prod = await Model.start({ ...options, name: "prod", juju })
    await using web = await Model.start({ ...options, name: "web", juju })
    for (const model of [prod, web]) {
      await model.deploy(both)
      model.offer("app", ["database"])
    }
    expect(() => web.consume(prod, "app")).toThrow("local application with same name already exists")
    web.integrate("app:db", web.consume(prod, "app", "other"))
    prod.integrate("app:db", prod.consume(web, "app", "other"))
    await web.settle()
    await prod.settle()
    expect(() => web.integrate("app:db", "other")).toThrow("relation app:db other:database already exists")
    for (const model of [prod, web]) {
      const sides = model.relations("app").map(({ databags }) => Object.keys(databags).length)
      expect(sides).toEqual([4, 4])
    }
    await prod.stop()
    await web.settle()
    expect(web.relations("app")).toEqual([])
    web.removeSaas("other")
    web.removeApplication("app")
    await web.settle()
    expect(web.status().applications).toEqual({})
  },
)
