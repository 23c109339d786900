import { expect, test } from "vitest"
import { FakeJuju } from "../../tests/fake-juju.ts"
import { openModel } from "../../tests/open-model.ts"
import { relationEnv } from "../../tests/run-hook.ts"
import { InvalidStatusError, ModelError } from "./errors.ts"
import { readJujuContext } from "./juju-context.ts"
import { ActiveStatus, BlockedStatus, ErrorStatus, UnknownStatus } from "./status.ts"

test("A10: names need no call, and a name always gives the same object", () => {
  const juju = new FakeJuju()
  const model = openModel(juju)
  expect(model).toMatchObject({ name: "testing", uuid: "0f0f", jujuVersion: "3.6.28" })
  expect([model.unit.name, model.app.name, model.unit.number]).toEqual(["me/0", "me", 0])
  expect(model.getUnit("db/3")).toBe(model.getUnit("db/3"))
  expect(model.getUnit("db/3").app).toBe(model.getApp("db"))
  expect(model.getUnit("me/0")).toBe(model.unit)
  expect(() => model.getUnit("db")).toThrow('"db" is not the name of a unit')
  expect(juju.calls).toEqual([])
})

test("A10: is-leader is called once in 30 s, counted from before the call", () => {
  const juju = new FakeJuju()
  let time = 1_000
  const answer = juju.run.bind(juju)
  juju.run = (...call) => {
    time += 5_000
    return answer(...call)
  }
  const { unit } = openModel(juju, "update-status", {}, () => time)
  expect(unit.isLeader()).toBe(true)
  juju.leader = false
  time += 24_999
  expect(unit.isLeader()).toBe(true)
  time += 1
  expect(unit.isLeader()).toBe(false)
  expect(juju.tools).toEqual(["is-leader", "is-leader"])
})

test("A10: leadership, status and version of another unit are refused", () => {
  const other = openModel(new FakeJuju()).getUnit("me/1")
  expect(() => other.isLeader()).toThrow(ModelError)
  expect(() => {
    other.status = new ActiveStatus()
  }).toThrow("me/1 is another unit: cannot set its status")
  expect(() => other.setWorkloadVersion("1")).toThrow("another unit")
  expect(other.status).toBeInstanceOf(UnknownStatus)
})

test("A10: a status is set at once, and again only if it differs from what was set", () => {
  const juju = new FakeJuju()
  const { unit } = openModel(juju)
  unit.status = new BlockedStatus("no database")
  unit.status = new BlockedStatus("no database")
  unit.status = new ActiveStatus()
  expect(juju.tools).toEqual(["status-set", "status-set"])
  expect(unit.status).toEqual(new ActiveStatus())
  expect(juju.tools).not.toContain("status-get")
})

test("A10: a status that was read only is set even if it is equal", () => {
  const juju = new FakeJuju()
  const { unit } = openModel(juju)
  expect(unit.status.toString()).toBe("waiting: asked")
  expect(unit.status.name).toBe("waiting")
  expect(juju.tools).toEqual(["status-get"])
})

test("A10: the application's status needs leadership, and another application has none", () => {
  const juju = new FakeJuju()
  juju.leader = false
  const { app, getApp: _ } = openModel(juju)
  expect(() => {
    app.status = new ActiveStatus()
  }).toThrow("this unit is not the leader")
  expect(() => app.status).toThrow("cannot get the status of the application me")
  const remote = openModel(juju).getApp("mysql")
  expect(remote.status).toBeInstanceOf(UnknownStatus)
  expect(() => {
    remote.status = new ActiveStatus()
  }).toThrow("remote application mysql")
  juju.leader = true
  expect(openModel(juju).app.status.message).toBe("asked")
})

test.each([
  ["error", new ErrorStatus("x")],
  ["unknown", new UnknownStatus()],
  ["text", "active"],
  ["nothing", undefined],
])("A10: setting %s is an InvalidStatusError", (_name, status) => {
  const { unit } = openModel(new FakeJuju())
  expect(() => Reflect.set(unit, "status", status)).toThrow(InvalidStatusError)
})

test("A10: planned units leave dying ones out and are known of the own application only", () => {
  const juju = new FakeJuju()
  juju.goal = {
    units: {
      "me/0": { status: "active", since: "" },
      "me/1": { status: "dying", since: "" },
      "me/2": { status: "waiting", since: "" },
    },
    relations: {},
  }
  const model = openModel(juju)
  expect(model.app.plannedUnits()).toBe(2)
  expect(() => model.getApp("mysql").plannedUnits()).toThrow(ModelError)
})

test("A10: the workload version is sent at once", () => {
  const juju = new FakeJuju()
  openModel(juju).unit.setWorkloadVersion("1.2")
  expect(juju.sent("application-version-set")).toEqual([["--", "1.2"]])
})

test("A13: config is read once and knows what is declared", () => {
  const juju = new FakeJuju()
  juju.config = { port: 8080 }
  const { config } = openModel(juju)
  expect(config.get("port")).toBe(8080)
  expect(config.get("title")).toBeUndefined()
  expect(config.has("title")).toBe(false)
  expect(config.toObject()).toEqual({ port: 8080 })
  expect([...config.keys()]).toEqual(["port"])
  expect(() => config.get("prot")).toThrow('declares no config option "prot" (declared: port, title)')
  expect(juju.tools).toEqual(["config-get"])
})

test("A1: empty variables count as missing, and the relation's id is the number after the last colon", () => {
  const context = readJujuContext({
    JUJU_UNIT_NAME: "me/0",
    JUJU_VERSION: "",
    ...relationEnv("db:7", "mysql/1"),
  })
  expect(context.jujuVersion).toBe("0.0.0")
  expect(context.relation).toEqual({
    endpoint: "db",
    id: 7,
    remoteApp: "mysql",
    remoteUnit: "mysql/1",
    departingUnit: undefined,
    broken: false,
  })
  expect(readJujuContext({ JUJU_RELATION: "db", JUJU_RELATION_ID: "" }).relation).toBeUndefined()
  expect(readJujuContext({ JUJU_DEBUG: "" }).debug).toBe(true)
})

test("without JUJU_UNIT_NAME the error explains how a charm is started", () => {
  expect(() => openModel(new FakeJuju(), "start", { JUJU_UNIT_NAME: "" })).toThrow(
    "JUJU_UNIT_NAME is not set",
  )
})
