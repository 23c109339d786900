import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { StubCharm } from "./stub-charm.ts"

const quiet = { updateStatusIntervalMs: 0, retry: { enabled: false } }
const app = () =>
  new StubCharm({ name: "app", requires: { db: "mysql", cache: "redis" }, config: { n: { type: "int" } } })
const mysql = () => new StubCharm({ name: "mysql", provides: { database: "mysql", spare: "mysql" } })

test("a failed hook is retried with the same hook until it succeeds", async () => {
  const charm = app()
  await using model = await Model.start({ updateStatusIntervalMs: 0, retry: { firstMs: 20, maxMs: 40 } })
  let left = 3
  charm.handle(({ hook }) => (hook === "config-changed" && left-- > 0 ? 1 : 0))
  await model.deploy(charm)
  await model.waitFor("start", () => charm.hooks.includes("app/0 start"))
  expect(charm.hooksOf("app/0").filter((hook) => hook === "config-changed")).toHaveLength(4)
})

test("resolve --no-retry marks the hook as done", async () => {
  const charm = app()
  await using model = await Model.start(quiet)
  charm.handle(({ hook }) => (hook === "install" ? 1 : 0))
  await model.deploy(charm)
  await expect(model.settle()).rejects.toThrow('app/0: hook failed: "install"')
  model.resolve("app/0", { retry: false })
  await model.settle()
  expect(charm.hooksOf("app/0")).toEqual(["install", "leader-elected", "config-changed", "start"])
  expect(() => model.resolve("app/0")).toThrow('unit "app/0" is not in an error state')
})

test("nothing else runs while a hook is in error, but actions do", async () => {
  const charm = new StubCharm({ name: "app", config: { n: { type: "int" } }, actions: { look: {} } })
  await using model = await Model.start(quiet)
  charm.handle(({ hook }) => (hook === "start" ? 1 : 0))
  await model.deploy(charm)
  await model.settle({ allowErrors: true })
  model.config("app", { n: 1 })
  expect(await model.runAction("app/0", "look")).toMatchObject({ status: "completed" })
  await model.settle({ allowErrors: true })
  expect(charm.hooksOf("app/0").at(-1)).toBe("actions/look")
  model.resolve("app/0", { retry: false })
  await model.settle()
  expect(charm.hooksOf("app/0").at(-1)).toBe("config-changed")
})

test("wrong requests name the error and do not change the model", async () => {
  await using model = await Model.start(quiet)
  await model.deploy(app())
  await model.deploy(mysql())
  await model.deploy(new StubCharm({ name: "web", provides: { site: "http" } }))
  const before = JSON.stringify(Object.keys(model.status().applications))
  await expect(model.deploy(app())).rejects.toThrow(
    'cannot add application "app": application already exists',
  )
  await expect(model.deploy(app(), { name: "A b" })).rejects.toThrow('invalid application name "A b"')
  await expect(model.deploy(app(), { name: "two", config: { n: "x" } })).rejects.toThrow(
    'option "n" expected int, got "x"',
  )
  await expect(model.deploy(app(), { name: "two", config: { m: 1 } })).rejects.toThrow('unknown option "m"')
  expect(() => model.integrate("app", "nobody")).toThrow('application "nobody" not found')
  expect(() => model.integrate("app:nope", "mysql")).toThrow(
    'application "app" has no endpoint "nope" (endpoints: db, cache)',
  )
  expect(() => model.integrate("app", "web")).toThrow(
    'no relations found between "app" and "web": app has db requires mysql, cache requires redis; web has site provides http',
  )
  expect(() => model.integrate("app:db", "web:site")).toThrow("no relations found")
  expect(() => model.integrate("app", "mysql")).toThrow(
    'ambiguous relation: "app mysql" could refer to "app:db mysql:database"; "app:db mysql:spare"',
  )
  model.integrate("app:db", "mysql:database")
  expect(() => model.integrate("mysql:database", "app:db")).toThrow(
    'cannot add relation "app:db mysql:database": relation app:db mysql:database already exists',
  )
  expect(() => model.removeRelation("app", "web")).toThrow('relation "app web" not found')
  expect(() => model.removeUnit("app/9")).toThrow('unit "app/9" not found')
  expect(() => model.config("app", { n: 1.5 })).toThrow("expected int, got 1.5")
  await model.settle()
  expect(JSON.stringify(Object.keys(model.status().applications))).toBe(before)
})

test("an endpoint's limit is enforced", async () => {
  await using model = await Model.start(quiet)
  await model.deploy(new StubCharm({ name: "one", requires: { db: { interface: "mysql", limit: 1 } } }))
  await model.deploy(new StubCharm({ name: "a", provides: { database: "mysql" } }))
  await model.deploy(new StubCharm({ name: "b", provides: { database: "mysql" } }))
  model.integrate("one", "a")
  expect(() => model.integrate("one", "b")).toThrow("would exceed its maximum relation limit of 1")
})

test("hook tools refuse in Juju's words, with exit code 2 for wrong use", async () => {
  const charm = app()
  await using model = await Model.start(quiet)
  const seen: Record<string, string> = {}
  charm.handle(({ hook, tool }) => {
    if (hook !== "start") return
    const attempt = (name: string, ...args: string[]) => {
      try {
        seen[[name, ...args].join(" ")] = tool(name, ...args)
      } catch (error) {
        seen[[name, ...args].join(" ")] = error instanceof Error ? error.message.trim() : ""
      }
    }
    attempt("relation-get", "--bogus")
    attempt("relation-get", "-r")
    attempt("relation-get", "-r", "x")
    attempt("relation-get", "-r", "db:99", "-", "mysql/0")
    attempt("relation-list")
    attempt("relation-ids")
    attempt("relation-ids", "--format", "toml", "db")
    attempt("relation-ids", "db", "more")
    attempt("action-get")
    attempt("secret-get", "x")
    attempt("credential-get")
    attempt("open-port", "70000")
    attempt("juju-log")
    attempt("config-get", "--help")
  })
  await model.deploy(charm)
  await model.settle()
  expect(seen).toEqual({
    "relation-get --bogus": "ERROR option provided but not defined: --bogus",
    "relation-get -r": "ERROR option needs an argument: -r",
    "relation-get -r x": 'ERROR invalid value "x" for option -r: invalid relation id',
    "relation-get -r db:99 - mysql/0": 'ERROR invalid value "db:99" for option -r: relation not found',
    "relation-list": "ERROR no relation id specified",
    "relation-ids": "ERROR no endpoint name specified",
    "relation-ids --format toml db": 'ERROR invalid value "toml" for option --format: unknown format "toml"',
    "relation-ids db more": 'ERROR unrecognized args: ["more"]',
    "action-get": "ERROR not running an action",
    "secret-get x": 'ERROR secret URI "x" not valid',
    "credential-get": "ERROR credential-get is not emulated by minijuju (see KNOWN-GAPS.md)",
    "open-port 70000": "ERROR port range bounds must be between 0 and 65535, got 70000-70000",
    "juju-log": "ERROR no message specified",
    "config-get --help": expect.stringContaining("Usage: config-get [options] [<key>]"),
  })
})

test("a hook inside this process that never ends fails after its limit, and does not keep stop() waiting", async () => {
  const charm = app()
  const model = await Model.start({ ...quiet, hookTimeLimitMs: 100 })
  charm.handle(({ hook }) => (hook === "install" ? new Promise(() => undefined) : 0))
  await model.deploy(charm)
  await expect(model.settle()).rejects.toThrow("no end after 0.1 s")
  const other = await Model.start(quiet)
  await other.deploy(charm)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await Promise.all([model.stop(), other.stop()])
})

test("waiting callers get an error when the model stops", async () => {
  const model = await Model.start(quiet)
  const waiting = expect(model.waitFor("godot", () => false)).rejects.toThrow("the model has been stopped")
  await model.stop()
  await waiting
  await expect(model.deploy(app())).rejects.toThrow("the model has been stopped")
  expect(() => model.integrate("a", "b")).toThrow("the model has been stopped")
})

test("the time of an error is that of the failure, however often the status is read", async () => {
  await using model = await Model.start(quiet)
  await model.deploy(new StubCharm({ name: "app" }, ({ hook }) => (hook === "start" ? 1 : 0)))
  await model.settle({ allowErrors: true })
  const since = () => model.status().applications.app?.units["app/0"]?.["workload-status"].since
  const [first, now] = [since(), Date.now()]
  while (Date.now() === now);
  expect(since()).toBe(first)
})
