import { beforeEach, expect, test } from "vitest"
import { type JujuSeries, Model } from "../src/index.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

let app: StubCharm
let mysql: StubCharm

beforeEach(() => {
  app = new StubCharm({ name: "app", requires: { db: "mysql" }, peers: { friends: "friends" } })
  mysql = new StubCharm({ name: "mysql", provides: { database: "mysql" } })
})

async function related(units = 1, juju?: JujuSeries): Promise<Model> {
  const options = { updateStatusIntervalMs: 0, retry: { enabled: false } }
  const model = await Model.start(juju === undefined ? options : { ...options, juju })
  await model.deploy(app, { units })
  await model.deploy(mysql)
  model.integrate("app", "mysql")
  await model.settle()
  return model
}

/** Runs `work` in an update-status of every unit of a charm and returns the results, by unit. */
async function inHook<T>(
  model: Model,
  charm: StubCharm,
  work: (hook: StubHook) => T,
): Promise<Record<string, T | string>> {
  const seen: Record<string, T | string> = {}
  charm.handle((hook) => {
    if (hook.hook !== "update-status") return
    try {
      seen[hook.unit] = work(hook)
    } catch (error) {
      seen[hook.unit] = error instanceof Error ? error.message.trim() : String(error)
    }
  })
  model.updateStatus()
  await model.settle()
  charm.handle(() => 0)
  return seen
}

const NETWORK = { "egress-subnets": /./, "ingress-address": /./, "private-address": /./ }

test("a unit's databag holds Juju's keys from the start", async () => {
  await using model = await related(1, "3.6")
  const { "mysql/0": bag } = await inHook(model, mysql, ({ json }) =>
    json("relation-get", "-r", "1", "-", "app/0"),
  )
  expect(Object.keys(bag ?? {}).sort()).toEqual(Object.keys(NETWORK))
})

test("own writes are read back in the same hook and reach the other side only after it", async () => {
  await using model = await related()
  const { "mysql/0": own } = await inHook(model, mysql, ({ tool, json }) => {
    tool("relation-set", "-r", "1", "--app", "a=1", "b=2")
    tool("relation-set", "-r", "1", "--app", "b=")
    return json("relation-get", "-r", "1", "--app", "-", "mysql")
  })
  expect(own).toEqual({ a: "1" })
  const { "app/0": remote } = await inHook(model, app, ({ json }) =>
    json("relation-get", "-r", "1", "--app", "-", "mysql"),
  )
  expect(remote).toEqual({ a: "1" })
})

test("a failed hook writes nothing, but its status stays", async () => {
  await using model = await related()
  mysql.handle(({ hook, tool }) => {
    if (hook !== "update-status") return 0
    tool("relation-set", "-r", "1", "--app", "a=1")
    tool("relation-set", "-r", "1", "own=1")
    tool("state-set", "s=1")
    tool("open-port", "80")
    tool("status-set", "maintenance", "half way")
    return 1
  })
  model.updateStatus()
  await model.settle({ allowErrors: true })
  expect(model.status().applications.mysql?.units["mysql/0"]?.["workload-status"]).toMatchObject({
    current: "error",
    message: 'hook failed: "update-status"',
  })
  mysql.handle(() => 0)
  model.resolve("mysql/0")
  await model.settle()
  expect(model.status().applications.mysql?.units["mysql/0"]?.["workload-status"]).toMatchObject({
    current: "maintenance",
    message: "half way",
  })
  const { "mysql/0": after } = await inHook(model, mysql, ({ json }) => [
    json("relation-get", "-r", "1", "--app", "-", "mysql"),
    json("state-get"),
    json("opened-ports"),
  ])
  expect(after).toEqual([{}, null, []])
})

test("access: who may read and write which databag", async () => {
  await using model = await related(2, "3.6")
  const attempt = (work: () => unknown) => {
    try {
      work()
      return "ok"
    } catch (error) {
      return error instanceof Error ? error.message.trim() : String(error)
    }
  }
  const seen = await inHook(model, app, ({ tool }) => ({
    readOwnApp: attempt(() => tool("relation-get", "-r", "1", "--app", "-", "app")),
    writeOwnApp: attempt(() => tool("relation-set", "-r", "1", "--app", "k=v")),
    readRemoteApp: attempt(() => tool("relation-get", "-r", "1", "--app", "-", "mysql")),
    readPeerApp: attempt(() => tool("relation-get", "-r", "0", "--app", "-", "app")),
    writePeerApp: attempt(() => tool("relation-set", "-r", "0", "--app", "k=v")),
    writeOwnUnit: attempt(() => tool("relation-set", "-r", "1", "k=v")),
    readStranger: attempt(() => tool("relation-get", "-r", "1", "-", "other/0")),
    readAbsent: attempt(() => tool("relation-get", "-r", "1", "-", "mysql/7")),
  }))
  const common = {
    readRemoteApp: "ok",
    readPeerApp: "ok",
    writeOwnUnit: "ok",
    readStranger: "ERROR permission denied",
    readAbsent:
      'ERROR cannot read settings for unit "mysql/7" in relation "app:db mysql:database": unit "mysql/7": settings not found',
  }
  expect(seen["app/0"]).toEqual({ ...common, readOwnApp: "ok", writeOwnApp: "ok", writePeerApp: "ok" })
  expect(seen["app/1"]).toEqual({
    ...common,
    readOwnApp: "ERROR permission denied",
    writeOwnApp: "ERROR cannot write relation settings",
    writePeerApp: "ERROR cannot write relation settings",
  })
})

test("hooks about another unit see a unit's databag as last read, like Juju's cache", async () => {
  await using model = await related()
  const reads: unknown[] = []
  const read = ({ json }: StubHook) => reads.push(json("relation-get", "-r", "1", "user", "app/0"))
  mysql.handle((hook) => {
    if (hook.hook.endsWith("relation-changed") || hook.hook === "update-status") read(hook)
  })
  // The change is committed while mysql's update-status is still queued, so that hook runs before the changed
  // hook is due.
  app.handle(({ hook, tool }) => {
    if (hook === "update-status") tool("relation-set", "-r", "1", "user=bob")
  })
  model.updateStatus()
  await model.settle()
  expect(reads.at(-1)).toBe("bob")
  expect(new Set(reads)).toEqual(new Set([null, "bob"]))
})

test("a leader that lost leadership during a hook cannot commit application data", async () => {
  await using model = await related(2)
  app.handle(async ({ unit, hook, tool }) => {
    if (hook !== "update-status" || unit !== "app/0") return
    tool("relation-set", "-r", "1", "--app", "k=v")
    await model.setLeader("app/1", { now: true })
  })
  model.updateStatus()
  await model.settle({ allowErrors: true })
  expect(model.status().applications.app?.units["app/0"]?.["workload-status"].current).toBe("error")
  expect(model.relations("mysql")[0]?.databags.app).toEqual({})
})

test("a leader that is removed during a hook still commits it", async () => {
  await using model = await related(2)
  app.handle(({ unit, hook, tool }) => {
    if (hook !== "update-status" || unit !== "app/0") return
    tool("relation-set", "-r", "1", "--app", "k=v")
    model.removeUnit("app/0")
  })
  model.updateStatus()
  await model.settle()
  expect(model.relations("mysql")[0]?.databags.app).toEqual({ k: "v" })
  expect(Object.keys(model.status().applications.app?.units ?? {})).toEqual(["app/1"])
  expect(model.showUnit("app/1").leader).toBe(true)
})
