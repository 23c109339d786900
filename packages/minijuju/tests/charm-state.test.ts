import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { StubCharm } from "./stub-charm.ts"

const quiet = { updateStatusIntervalMs: 0, retry: { enabled: false } }

test("state-get, state-set and state-delete store a unit's state between hooks", async () => {
  const charm = new StubCharm({ name: "app" })
  await using model = await Model.start(quiet)
  const seen: unknown[] = []
  charm.handle(({ hook, tool, json }) => {
    if (hook === "install") {
      seen.push(json("state-get"), tool("state-get"), json("state-get", "gone"))
      tool("state-set", "a=1", "b=", "c=3")
      seen.push(json("state-get"))
    }
    if (hook === "start") {
      tool("state-delete", "c")
      seen.push(json("state-get"), tool("state-get", "a"))
      expect(() => tool("state-get", "--strict", "c")).toThrow('ERROR "c" not found')
      expect(() => tool("state-set", `k=${"x".repeat(65_537)}`)).toThrow(
        "max allowed value length (65536) exceeded",
      )
    }
  })
  await model.deploy(charm)
  await model.settle()
  expect(seen).toEqual([null, "{}\n", "", { a: "1", b: "", c: "3" }, { a: "1", b: "" }, "1\n"])
})

/** Runs `set` in update-status and returns the reason why the hook failed; "" if it succeeded. */
async function reasonAfter(
  set: (tool: (name: string, ...args: string[]) => string) => unknown,
): Promise<string> {
  const charm = new StubCharm({ name: "app" })
  await using model = await Model.start(quiet)
  let reason = ""
  model.listen((event) => {
    if (event.type === "hook-finished") reason = event.reason ?? ""
  })
  charm.handle(({ hook, tool }) => {
    if (hook === "start") set(tool)
  })
  await model.deploy(charm)
  await model.settle({ allowErrors: true })
  return reason
}

/**
 * Sets `count` values so that their document in MongoDB has exactly so many bytes: each element costs its key,
 * its value and 7 bytes.
 */
function fill(tool: (name: string, ...args: string[]) => string, bytes: number): void {
  const key = (i: number) => `k${String(i).padStart(3, "0")}`
  const full = 65_536 + 4 + 7
  const whole = Math.floor((bytes - 5) / full)
  for (let i = 0; i < whole; i += 1) tool("state-set", `${key(i)}=${"x".repeat(65_536)}`)
  tool("state-set", `${key(whole)}=${"x".repeat(bytes - 5 - whole * full - 11)}`)
}

test("a unit's state has Juju's quota, exact to the byte", async () => {
  const limit = 2 * 1024 * 1024
  expect(await reasonAfter((tool) => fill(tool, limit))).toBe("")
  expect(await reasonAfter((tool) => fill(tool, limit + 1))).toBe(
    "cannot commit hook changes: persisting charm state: max allowed size (2097152) exceeded",
  )
})

test("a key of a unit's state is measured as stored: a dot takes three bytes", async () => {
  expect(await reasonAfter((tool) => tool("state-set", `${"a".repeat(256)}=v`))).toBe("")
  expect(await reasonAfter((tool) => tool("state-set", `${".".repeat(85)}=v`))).toBe("")
  expect(await reasonAfter((tool) => tool("state-set", `${".".repeat(86)}=v`))).toBe(
    "cannot commit hook changes: persisting charm state: max allowed key length (256) exceeded",
  )
  expect(
    await reasonAfter((tool) =>
      expect(() => tool("state-set", `${"é".repeat(129)}=v`)).toThrow("max allowed key length"),
    ),
  ).toBe("")
})

test("config-get gives types, defaults and null with --all", async () => {
  const charm = new StubCharm({
    name: "app",
    config: {
      s: { type: "string", default: "d" },
      n: { type: "int" },
      b: { type: "boolean", default: false },
      f: { type: "float" },
    },
  })
  await using model = await Model.start(quiet)
  const seen: unknown[] = []
  charm.handle(({ hook, json }) => {
    if (hook === "config-changed")
      seen.push(json("config-get"), json("config-get", "--all"), json("config-get", "n"))
  })
  await model.deploy(charm, { config: { b: "true", f: "2.5" } })
  await model.settle()
  expect(seen).toEqual([{ s: "d", b: true, f: 2.5 }, { s: "d", n: null, b: true, f: 2.5 }, null])
})

test("leadership moves: leader-elected on the new leader only, settings are shared", async () => {
  const charm = new StubCharm({ name: "app" })
  await using model = await Model.start({ ...quiet, juju: "3.6" })
  await model.deploy(charm, { units: 2 })
  await model.settle()
  charm.hooks.length = 0
  const leaders: Record<string, unknown> = {}
  charm.handle(({ unit, json, tool }) => {
    leaders[unit] = json("is-leader")
    if (leaders[unit] === true) tool("leader-set", "key=value")
    else expect(() => tool("leader-set", "key=value")).toThrow("not the leader")
  })
  await model.setLeader("app/1")
  await model.settle()
  expect(charm.hooks).toEqual(["app/1 leader-elected", "app/0 leader-settings-changed"])
  model.removeUnit("app/1")
  await model.settle()
  expect(charm.hooksOf("app/0")).toContain("leader-elected")
  expect(leaders).toMatchObject({ "app/0": true })
})

test("status: unit, application by its leader, or derived from the worst unit", async () => {
  const charm = new StubCharm({ name: "app" })
  await using model = await Model.start(quiet)
  charm.handle(({ hook, unit, tool }) => {
    if (hook === "start") tool("status-set", unit === "app/0" ? "active" : "blocked", "because")
  })
  await model.deploy(charm, { units: 2 })
  await model.settle()
  expect(model.status().applications.app?.["application-status"]).toMatchObject({
    current: "blocked",
    message: "because",
  })
  charm.handle(({ hook, unit, tool, json }) => {
    if (hook !== "update-status") return
    if (unit === "app/1")
      expect(() => tool("status-set", "--application", "active")).toThrow("this unit is not the leader")
    else tool("status-set", "--application=true", "active", "--", "all is well")
    expect(json("status-get", "--include-data")).toEqual({
      status: unit === "app/0" ? "active" : "blocked",
      message: "because",
      "status-data": {},
    })
    expect(() => tool("status-set", "error")).toThrow("expected one of [maintenance blocked waiting active]")
  })
  model.updateStatus()
  await model.settle()
  expect(model.status().applications.app?.["application-status"]).toMatchObject({
    current: "active",
    message: "all is well",
  })
})

test("actions: parameters with defaults, nested results, failure keeps writes, exit code drops them", async () => {
  const charm = new StubCharm({
    name: "app",
    actions: {
      greet: {
        params: { who: { type: "string", default: "you" }, times: { type: "integer" } },
        additionalProperties: false,
      },
    },
  })
  await using model = await Model.start(quiet)
  await model.deploy(charm)
  await model.settle()
  charm.handle(({ tool, json, env }) => {
    expect(env.JUJU_DISPATCH_PATH).toBe("actions/greet")
    expect(env.JUJU_HOOK_NAME).toBe("")
    tool("action-set", "greeting.text=hello", "greeting.lang=en")
    tool("action-log", "half way")
    tool("state-set", `who=${json("action-get", "who")}`)
    tool("action-fail", "no voice")
    return json("action-get", "times") === 2 ? 3 : 0
  })
  const failed = await model.runAction("app/0", "greet")
  expect(failed).toMatchObject({
    status: "failed",
    message: "no voice",
    results: { greeting: { text: "hello", lang: "en" }, "return-code": 0 },
    log: ["half way"],
  })
  expect(await model.runAction("app/0", "greet", { times: 2, who: "me" })).toMatchObject({
    status: "failed",
    results: { "return-code": 3 },
  })
  let who: unknown
  charm.handle(({ json }) => {
    who = json("state-get", "who")
  })
  await model.runAction("app/0", "greet")
  expect(who).toBe("you")
  await expect(model.runAction("app/0", "greet", { times: "x" })).rejects.toThrow(
    '(root).times : must be of type integer, given "x"',
  )
  await expect(model.runAction("app/0", "sing")).rejects.toThrow(
    'action "sing" not defined on application "app" (actions: greet)',
  )
})
