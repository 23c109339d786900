// Who may read and change a secret, and until when.
import { expect, test } from "vitest"
import {
  add,
  bareId,
  DENIED,
  denied,
  failing,
  forget,
  get,
  granted,
  on,
  refusal,
  related,
  secretHooksOf,
  steps,
} from "./secret-charms.ts"
import type { StubHook } from "./stub-charm.ts"

test("a hook that fails leaves no secret, no revision, no grant and no removal", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=x"))
  let lost = ""
  await failing(model, "owner/0", ({ tool }) => {
    lost = tool("secret-add", "key=lost").trim()
    tool("secret-set", id, "password=y")
    tool("secret-grant", id, "-r", "1")
    return 1
  })
  expect(await on(model, "owner/0", get(id))).toEqual({ password: "x" })
  expect(await on(model, "owner/0", ({ tool }) => refusal(() => tool("secret-get", lost)))).toMatch(
    /not found/,
  )
  expect(await on(model, "owner/0", ({ json }) => json("secret-ids"))).toEqual([bareId(id)])
  expect(await on(model, "reader/0", denied(id))).toMatch(DENIED)
})

test("a secret is readable by all units of the other side while a grant exists, and otherwise by none", async () => {
  await using model = await related(1, 2)
  const id = await on(model, "owner/0", add("password=x"))
  expect(await on(model, "reader/0", denied(id))).toMatch(DENIED)
  await on(model, "owner/0", granted(id))
  expect(await on(model, "reader/0", get(id))).toEqual({ password: "x" })
  expect(await on(model, "reader/1", get(id))).toEqual({ password: "x" })
  await on(model, "owner/0", ({ tool }) => tool("secret-revoke", id, "-r", "1"))
  expect(await on(model, "reader/0", denied(id))).toMatch(DENIED)
})

test("a grant to one unit is not valid for other units", async () => {
  await using model = await related(1, 2)
  const id = await on(model, "owner/0", add("password=x"))
  await on(model, "owner/0", ({ tool }) => tool("secret-grant", id, "-r", "1", "--unit", "reader/1"))
  expect(await on(model, "reader/0", denied(id))).toMatch(DENIED)
  expect(await on(model, "reader/1", get(id))).toEqual({ password: "x" })
  const whole = ({ tool }: StubHook) => refusal(() => tool("secret-grant", id, "-r", "1"))
  expect(await on(model, "owner/0", whole)).toMatch(/any unit level grants need to be revoked before/)
  await on(model, "owner/0", ({ tool }) => tool("secret-revoke", id, "--unit", "reader/1"))
  expect(await on(model, "reader/1", denied(id))).toMatch(DENIED)
})

test("grants end with the relation", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=x"))
  await on(model, "owner/0", granted(id))
  await on(model, "reader/0", get(id))
  model.removeRelation("owner", "reader")
  await model.settle()
  expect(await on(model, "reader/0", denied(id))).toMatch(DENIED)
  expect(await on(model, "owner/0", ({ json }) => json("secret-info-get", id))).toEqual({
    [bareId(id)]: { revision: 1, label: "", owner: "application", rotation: "never" },
  })
})

test("the leader can change an application's secret, and all its units can read it", async () => {
  await using model = await related(2)
  const id = await on(model, "owner/0", add("password=x", "--label", "pw"))
  expect(await on(model, "owner/1", ({ tool }) => refusal(() => tool("secret-add", "key=x")))).toBe(
    "ERROR this unit is not the leader",
  )
  expect(await on(model, "owner/1", get("--label", "pw"))).toEqual({ password: "x" })
  expect(await on(model, "owner/1", ({ json }) => json("secret-ids"))).toBe(null)
  expect(await on(model, "owner/1", ({ tool }) => refusal(() => tool("secret-info-get", id)))).toBe(
    `ERROR secret "${bareId(id)}" not found`,
  )
  forget()
  await model.setLeader("owner/1")
  await model.settle()
  await on(model, "owner/1", ({ tool }) => tool("secret-set", id, "password=y"))
  expect(await on(model, "owner/0", get(id))).toEqual({ password: "y" })
  expect(secretHooksOf("owner/0")).toEqual([])
  // Owners track revisions, too: the old one is obsolete only when they read the new one.
  expect(secretHooksOf("owner/1")).toEqual(["secret-changed"])
  await on(model, "owner/1", ({ tool }) => tool("secret-get", id, "--refresh"))
  await model.settle()
  expect(secretHooksOf("owner/1")).toEqual(["secret-changed", "secret-remove"])
})

test("the hook of a unit without permission to change a secret fails", async () => {
  await using model = await related(2)
  const id = await on(model, "owner/0", add("password=x"))
  for (const change of [
    ["secret-set", id, "password=y"],
    ["secret-remove", id],
    ["secret-revoke", id, "--app", "reader"],
  ]) {
    const [name = "", ...args] = change
    await failing(model, "owner/1", ({ tool }) => tool(name, ...args))
  }
  expect(await on(model, "owner/0", get(id))).toEqual({ password: "x" })
})

test("leadership lost during the hook: no secret is created", async () => {
  await using model = await related(2)
  let id = ""
  await failing(model, "owner/0", async ({ tool }) => {
    id = tool("secret-add", "key=x").trim()
    await model.setLeader("owner/1", { now: true })
  })
  expect(id).toMatch(/^secret:/)
  expect(await on(model, "owner/1", ({ json }) => json("secret-ids"))).toBe(null)
})

test("only its owner can read a unit's secret, and it is removed with the unit", async () => {
  await using model = await related(2)
  const id = await on(model, "owner/1", add("--owner", "unit", "password=x"))
  await on(model, "owner/1", granted(id))
  expect(await on(model, "reader/0", get(id))).toEqual({ password: "x" })
  expect(await on(model, "owner/0", denied(id))).toMatch(DENIED)
  model.removeUnit("owner/1")
  await model.settle()
  expect(await on(model, "reader/0", denied(id))).toMatch(/not found/)
})

test("an application's secrets are removed with it", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=x"))
  await on(model, "owner/0", granted(id))
  model.removeApplication("owner")
  await model.settle()
  expect(await on(model, "reader/0", denied(id))).toMatch(/not found/)
})

test("a repeated grant has no effect; one over a second relation is refused, as in Juju", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=x"))
  await on(model, "owner/0", granted(id))
  await on(model, "owner/0", granted(id))
  model.integrate("owner:db", "reader:other")
  await model.settle()
  await failing(model, "owner/0", ({ tool }) => tool("secret-grant", id, "-r", "2"))
  expect(await on(model, "owner/0", ({ json }) => json("secret-info-get", id))).toMatchObject({
    [bareId(id)]: {
      access: [{ target: "application-reader", scope: "relation-reader.db#owner.db", role: "view" }],
    },
  })
  await on(model, "owner/0", ({ tool }) => tool("secret-revoke", id, "--app", "reader"))
  await on(model, "owner/0", ({ tool }) => tool("secret-grant", id, "-r", "2"))
  expect(await on(model, "reader/0", get(id))).toEqual({ password: "x" })
})

test("in a relation's hook --relation is optional", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=x"))
  steps.set("owner/0 db-relation-changed", ({ tool }) => tool("secret-grant", id))
  await on(model, "reader/0", ({ tool }) => tool("relation-set", "-r", "1", "k=v"))
  expect(await on(model, "reader/0", get(id))).toEqual({ password: "x" })
})

test("a label is unique per owner", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", add("password=x", "--label", "pw"))
  await failing(model, "owner/0", ({ tool }) => tool("secret-add", "password=y", "--label", "pw"))
  const twice = await on(model, "owner/0", ({ tool }) => {
    tool("secret-add", "password=y", "--label", "new")
    return refusal(() => tool("secret-add", "password=z", "--label", "new"))
  })
  expect(twice).toBe('ERROR secret with label "new" already exists')
  expect(await on(model, "owner/0", ({ json }) => json("secret-info-get", "--label", "pw"))).toHaveProperty(
    bareId(id),
  )
})

test("an action's changes are committed like a hook's", async () => {
  await using model = await related()
  let id = ""
  steps.set("owner/0 actions/make", ({ tool }) => {
    id = tool("secret-add", "password=x").trim()
  })
  expect(await model.runAction("owner/0", "make")).toMatchObject({ status: "completed" })
  expect(await on(model, "owner/0", get(id))).toEqual({ password: "x" })
})
