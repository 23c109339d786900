// Revisions of secrets, who tracks them, and the hooks that notify of them.
import { expect, test } from "vitest"
import {
  add,
  bareId,
  denied,
  forget,
  get,
  granted,
  on,
  related,
  secretHooksOf,
  steps,
} from "./secret-charms.ts"
import type { StubHook } from "./stub-charm.ts"

test("a consumer tracks the revision it read first, until it refreshes", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=one"))
  await on(model, "owner/0", granted(id))
  expect(await on(model, "reader/0", get(id))).toEqual({ password: "one" })
  await on(model, "owner/0", ({ tool }) => tool("secret-set", id, "password=two"))
  const seen = await on(model, "reader/0", ({ json }) => [
    json("secret-get", id),
    json("secret-get", id, "--peek"),
    json("secret-get", id),
    json("secret-get", id, "--refresh"),
    json("secret-get", id),
  ])
  const passwords = ["one", "two", "one", "two", "two"]
  expect(seen).toEqual(passwords.map((password) => ({ password })))
})

test("consumers get one secret-changed per newest revision, with their label; the owner gets secret-remove", async () => {
  await using model = await related(1, 2, "3.6")
  const id = await on(model, "owner/0", add("password=one", "--label", "mine"))
  await on(model, "owner/0", granted(id))
  await on(model, "reader/0", get(id, "--label", "theirs"))
  forget()
  const seen: Record<string, unknown>[] = []
  const note = ({ hook, env }: StubHook) => {
    const { JUJU_SECRET_ID, JUJU_SECRET_LABEL, JUJU_SECRET_REVISION, JUJU_DISPATCH_PATH } = env
    seen.push({ hook, JUJU_SECRET_ID, JUJU_SECRET_LABEL, JUJU_SECRET_REVISION, JUJU_DISPATCH_PATH })
  }
  steps.set("reader/0 secret-changed", (hook) => {
    note(hook)
    hook.tool("secret-get", "--label", "theirs", "--refresh")
  })
  steps.set("owner/0 secret-remove", (hook) => {
    note(hook)
    hook.tool("secret-remove", id, "--revision", "1")
  })
  await on(model, "owner/0", ({ tool }) => tool("secret-set", id, "password=two"))
  expect(secretHooksOf("reader/0")).toEqual(["secret-changed"])
  expect(secretHooksOf("reader/1")).toEqual([])
  expect(secretHooksOf("owner/0")).toEqual(["secret-remove"])
  expect(seen).toEqual([
    {
      hook: "secret-changed",
      JUJU_SECRET_ID: `secret:${bareId(id)}`,
      JUJU_SECRET_LABEL: "theirs",
      JUJU_SECRET_REVISION: undefined,
      JUJU_DISPATCH_PATH: "hooks/secret-changed",
    },
    {
      hook: "secret-remove",
      JUJU_SECRET_ID: `secret:${bareId(id)}`,
      JUJU_SECRET_LABEL: "mine",
      JUJU_SECRET_REVISION: "1",
      JUJU_DISPATCH_PATH: "hooks/secret-remove",
    },
  ])
  expect(await on(model, "reader/0", get(id))).toEqual({ password: "two" })
})

test("secret-remove runs once, and only for a revision that no consumer tracks", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=one"))
  await on(model, "owner/0", granted(id))
  await on(model, "reader/0", get(id))
  await on(model, "owner/0", ({ tool }) => tool("secret-set", id, "password=two"))
  expect(secretHooksOf("reader/0")).toEqual(["secret-changed"])
  expect(secretHooksOf("owner/0")).toEqual([])
  await on(model, "reader/0", get(id, "--refresh"))
  expect(secretHooksOf("owner/0")).toEqual(["secret-remove"])
  await on(model, "owner/0", get(id))
  expect(secretHooksOf("owner/0")).toEqual(["secret-remove"])
})

test("unchanged content creates no revision, nor does metadata alone", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=one"))
  await on(model, "owner/0", ({ tool }) => tool("secret-set", id, "password=one", "--description", "d"))
  await on(model, "owner/0", ({ tool }) => tool("secret-set", id, "--label", "l", "--rotate", "daily"))
  expect(await on(model, "owner/0", ({ json }) => json("secret-info-get", "--label", "l"))).toEqual({
    [bareId(id)]: {
      revision: 1,
      label: "l",
      owner: "application",
      description: "d",
      rotation: "daily",
      rotates: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  })
})

test("a hook sees its own update only with --peek and --refresh", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=one"))
  const seen = await on(model, "owner/0", ({ tool, json }) => {
    tool("secret-set", id, "password=two")
    return [json("secret-get", id), json("secret-get", id, "--peek"), json("secret-get", id, "--refresh")]
  })
  expect(seen).toEqual([{ password: "one" }, { password: "two" }, { password: "two" }])
})

test("secret-remove: one revision, or the secret", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=one"))
  await on(model, "owner/0", ({ tool }) => tool("secret-set", id, "password=two"))
  await on(model, "owner/0", ({ tool }) => tool("secret-remove", id, "--revision", "1"))
  expect(await on(model, "owner/0", get(id))).toEqual({ password: "two" })
  await on(model, "owner/0", ({ tool }) => tool("secret-remove", id))
  expect(await on(model, "owner/0", denied(id))).toMatch(/not found/)
  expect(await on(model, "owner/0", ({ json }) => json("secret-ids"))).toBe(null)
})

test("a failed secret-changed shows its secret in the status, and is retried", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=one"))
  await on(model, "owner/0", granted(id))
  await on(model, "reader/0", get(id, "--label", "theirs"))
  steps.set("reader/0 secret-changed", () => 1)
  steps.set("owner/0 update-status", ({ tool }) => tool("secret-set", id, "password=two"))
  model.updateStatus()
  await model.settle({ allowErrors: true })
  steps.delete("owner/0 update-status")
  expect(model.status().applications.reader?.units["reader/0"]?.["workload-status"]).toMatchObject({
    current: "error",
    message: 'hook failed: "secret-changed"',
  })
  steps.delete("reader/0 secret-changed")
  model.resolve("reader/0")
  await model.settle()
  expect(secretHooksOf("reader/0")).toEqual(["secret-changed", "secret-changed"])
})

test("a consumer cannot read its removed revision, but can read the latest", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=one"))
  await on(model, "owner/0", granted(id))
  await on(model, "reader/0", get(id))
  await on(model, "owner/0", ({ tool }) => tool("secret-set", id, "password=two"))
  await on(model, "owner/0", ({ tool }) => tool("secret-remove", id, "--revision", "1"))
  expect(await on(model, "reader/0", denied(id))).toMatch(/not found/)
  expect(await on(model, "reader/0", get(id, "--refresh"))).toEqual({ password: "two" })
})

test("a removed consumer tracks nothing", async () => {
  await using model = await related(1, 2)
  const id = await on(model, "owner/0", add("password=one"))
  await on(model, "owner/0", granted(id))
  await on(model, "reader/1", get(id))
  await on(model, "owner/0", ({ tool }) => tool("secret-set", id, "password=two"))
  expect(secretHooksOf("owner/0")).toEqual([])
  model.removeUnit("reader/1")
  await model.settle()
  expect(secretHooksOf("owner/0")).toEqual(["secret-remove"])
})

test("no secret-changed for a consumer without a grant or with the newest revision", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=one"))
  await on(model, "owner/0", granted(id))
  await on(model, "reader/0", get(id))
  await on(model, "owner/0", ({ tool }) => {
    tool("secret-set", id, "password=two")
    return tool("secret-revoke", id, "-r", "1")
  })
  expect(secretHooksOf("reader/0")).toEqual([])
  await on(model, "owner/0", granted(id))
  expect(secretHooksOf("reader/0")).toEqual(["secret-changed"])

  const ownerDone = new Promise((resolve) => {
    model.listen((event) => {
      if (event.type === "hook-finished" && event.unit === "owner/0") resolve(undefined)
    })
  })
  steps.set("reader/0 update-status", async ({ tool }) => {
    await ownerDone
    tool("secret-get", id, "--refresh")
  })
  await on(model, "owner/0", ({ tool }) => tool("secret-set", id, "password=three"))
  expect(secretHooksOf("reader/0")).toEqual(["secret-changed"])
  expect(await on(model, "reader/0", get(id))).toEqual({ password: "three" })
})
