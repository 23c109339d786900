import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { bareId, on, related, steps } from "./secret-charms.ts"
import type { StubHook } from "./stub-charm.ts"

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] })
})
afterEach(() => {
  vi.useRealTimers()
})

const MINUTE = 60_000

/** Passes time, and returns the hooks of `owner/0` that ran with it. */
async function later(
  model: Awaited<ReturnType<typeof related>>,
  ms: number,
  react: (hook: StubHook) => void = () => {},
) {
  const ran: string[] = []
  for (const name of ["secret-rotate", "secret-expired"])
    steps.set(`owner/0 ${name}`, (hook) => {
      ran.push(
        [hook.hook, hook.env.JUJU_SECRET_LABEL, hook.env.JUJU_SECRET_REVISION].filter(Boolean).join(" "),
      )
      react(hook)
    })
  vi.advanceTimersByTime(ms)
  await model.settle()
  return ran
}

test("secret-rotate runs when due, again after five minutes, and a period after a new revision", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", ({ tool }) =>
    tool("secret-add", "--label", "db", "--rotate", "hourly", "password=one").trim(),
  )
  expect(await later(model, 59 * MINUTE)).toEqual([])
  expect(await later(model, 2 * MINUTE)).toEqual(["secret-rotate db"])
  expect(await later(model, 4 * MINUTE)).toEqual([])
  const rotate = ({ tool }: StubHook) => tool("secret-set", id, "password=two")
  expect(await later(model, 2 * MINUTE, rotate)).toEqual(["secret-rotate db"])
  expect(await later(model, 58 * MINUTE)).toEqual([])
  expect(await later(model, 3 * MINUTE)).toEqual(["secret-rotate db"])
})

test("secret-expired runs when due, and again until the revision is removed", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", ({ tool }) =>
    tool("secret-add", "--label", "db", "--expire", "10m", "password=one").trim(),
  )
  expect(await later(model, 9 * MINUTE)).toEqual([])
  expect(await later(model, 2 * MINUTE)).toEqual(["secret-expired db 1"])
  const remove = ({ tool, env }: StubHook) => {
    expect(env.JUJU_SECRET_ID).toBe(bareId(id))
    tool("secret-remove", id, "--revision", "1")
  }
  expect(await later(model, 6 * MINUTE, remove)).toEqual(["secret-expired db 1"])
  expect(await later(model, 20 * MINUTE)).toEqual([])
})

test("a rotation that another unit's change finds due runs on the owner", async () => {
  await using model = await related(2)
  await on(model, "owner/0", ({ tool }) =>
    tool("secret-add", "--owner", "unit", "--label", "db", "--rotate", "hourly", "password=one").trim(),
  )
  const ran: string[] = []
  steps.set("owner/0 secret-rotate", ({ hook }) => void ran.push(hook))
  vi.setSystemTime(Date.now() + 61 * MINUTE)
  await model.runAction("owner/1", "make")
  await model.settle()
  expect(ran).toEqual(["secret-rotate"])
})

test("a hook that gives the secret more time, or ends its rotation, does not run again", async () => {
  await using model = await related()
  const id = await on(model, "owner/0", ({ tool }) =>
    tool("secret-add", "--label=db", "--expire=10m", "--rotate=hourly", "password=one").trim(),
  )
  expect(await later(model, 11 * MINUTE)).toEqual(["secret-expired db 1"])
  await on(model, "owner/0", ({ tool }) => tool("secret-set", id, "--expire=24h"))
  expect(await later(model, 6 * MINUTE)).toEqual([])
  const never = ({ tool }: StubHook) => tool("secret-set", id, "--rotate=never")
  expect(await later(model, 50 * MINUTE, never)).toEqual(["secret-rotate db"])
  expect(await later(model, 6 * MINUTE)).toEqual([])
  const more = ({ tool }: StubHook) => tool("secret-set", id, "--expire=24h")
  expect(await later(model, 24 * 60 * MINUTE, more)).toEqual(["secret-expired db 1"])
  expect(await later(model, 6 * MINUTE)).toEqual([])
})
