import { expect, test } from "vitest"
import { Model } from "../src/index.ts"
import { StubCharm, type StubHook } from "./stub-charm.ts"

// Juju's behaviour is described in decisions/013-leadership-notice.md, with sources.

/** Starts two units; unit 0 is the leader. `during` runs in the later hooks of unit 0. */
async function twoUnits(options: { retry?: boolean } = {}) {
  const charm = new StubCharm({ name: "app", config: { k: { type: "string", default: "" } } })
  const model = await Model.start({ updateStatusIntervalMs: 0, retry: { enabled: options.retry ?? false } })
  await model.deploy(charm, { units: 2 })
  await model.settle()
  charm.hooks.length = 0
  const inHook = (name: string, act: (hook: StubHook) => unknown) => {
    let acted = false
    charm.handle((hook) => {
      if (acted || hook.unit !== "app/0" || hook.hook !== name) return 0
      acted = true
      return act(hook)
    })
  }
  return { model, charm, inHook }
}

const lead = (model: Model, unit: string) => model.setLeader(unit, { now: true })
const elected = (charm: StubCharm, unit: string) =>
  charm.hooksOf(unit).filter((hook) => hook === "leader-elected").length

test("leadership lost in leader-elected and regained later: leader-elected runs again", async () => {
  const { model, charm, inHook } = await twoUnits()
  await using _ = model
  await lead(model, "app/1")
  await model.settle()
  inHook("leader-elected", () => lead(model, "app/1"))
  await lead(model, "app/0")
  await model.settle()
  expect(elected(charm, "app/0")).toBe(1)
  await lead(model, "app/0")
  await model.settle()
  expect(elected(charm, "app/0")).toBe(2)
})

test.each(["leader-elected", "config-changed"])(
  "lost and regained while %s runs: the agent never noticed, and nothing more runs",
  async (name) => {
    const { model, charm, inHook } = await twoUnits()
    await using _ = model
    if (name === "leader-elected") await lead(model, "app/1")
    await model.settle()
    inHook(name, async ({ tool }) => {
      await lead(model, "app/1")
      await lead(model, "app/0")
      expect(tool("is-leader")).toBe("True\n")
    })
    if (name === "leader-elected") await lead(model, "app/0")
    else model.config("app", { k: "v" })
    await model.settle()
    expect(elected(charm, "app/0")).toBe(name === "leader-elected" ? 1 : 0)
  },
)

test("lost while another hook runs and regained after it: leader-elected runs", async () => {
  const { model, charm, inHook } = await twoUnits()
  await using _ = model
  inHook("config-changed", () => lead(model, "app/1"))
  model.config("app", { k: "v" })
  await model.settle()
  await lead(model, "app/0")
  await model.settle()
  expect(elected(charm, "app/0")).toBe(1)
})

test("a failed leader-elected is not retried after the unit lost leadership", async () => {
  const { model, charm, inHook } = await twoUnits()
  await using _ = model
  await lead(model, "app/1")
  await model.settle()
  inHook("leader-elected", () => 1)
  await lead(model, "app/0")
  await model.settle({ allowErrors: true })
  await lead(model, "app/1")
  model.resolve("app/0")
  await model.settle()
  expect(elected(charm, "app/0")).toBe(1)
  // The notification is not lost: when the unit becomes the leader again, leader-elected runs again.
  await lead(model, "app/0")
  await model.settle()
  expect(elected(charm, "app/0")).toBe(2)
})

test("a queued leader-elected is dropped when leadership has moved", async () => {
  const charm = new StubCharm({ name: "app" })
  const other = new StubCharm({ name: "other", config: { k: { type: "string", default: "" } } })
  await using model = await Model.start({ updateStatusIntervalMs: 0, parallelHooks: 1 })
  await model.deploy(charm, { units: 2 })
  await model.deploy(other)
  await model.settle()
  charm.hooks.length = 0
  other.handle(async () => {
    await lead(model, "app/1")
    // By now unit 1 has leader-elected queued and waits for the only slot.
    for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setImmediate(resolve))
    await lead(model, "app/0")
  })
  model.config("other", { k: "v" })
  await model.settle()
  expect(charm.hooks).not.toContain("app/1 leader-elected")
  await lead(model, "app/1")
  await model.settle()
  expect(elected(charm, "app/1")).toBe(1)
})
