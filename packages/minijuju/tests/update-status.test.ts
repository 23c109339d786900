import { afterEach, expect, test, vi } from "vitest"
import { Model } from "../src/index.ts"
import { parseLoggingConfig } from "../src/operator/logging-config.ts"
import { StubCharm } from "./stub-charm.ts"

afterEach(() => {
  vi.useRealTimers()
})

test("update-status-hook-interval takes precedence over the model's own interval, and can be changed", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
  await using model = await Model.start({ updateStatusIntervalMs: 0 })
  const charm = new StubCharm({ name: "app" })
  await model.deploy(charm)
  await model.settle()
  const after = async (minutes: number) => {
    charm.hooks.length = 0
    vi.advanceTimersByTime(minutes * 60_000)
    await model.settle()
    return charm.hooks
  }
  expect(await after(60)).toEqual([])
  model.modelConfig({ "update-status-hook-interval": "10m" })
  expect(await after(7)).toEqual([])
  model.modelConfig({ mode: "strict" })
  expect(await after(6)).toEqual(["app/0 update-status"])
  model.modelConfig({}, ["update-status-hook-interval"])
  expect(await after(60)).toEqual([])
})

test("an interval longer than timers of Node.js is a long one", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] })
  await using model = await Model.start({ updateStatusIntervalMs: 0 })
  const charm = new StubCharm({ name: "app" })
  await model.deploy(charm)
  await model.settle()
  charm.hooks.length = 0
  model.modelConfig({ "update-status-hook-interval": "2000h" })
  vi.advanceTimersByTime(60_000)
  await model.settle()
  expect(charm.hooks).toEqual([])
})

test("automatically-retry-hooks acts on hooks that have failed before", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  await using model = await Model.start({ updateStatusIntervalMs: 0 })
  const charm = new StubCharm({ name: "app" }, () => (charm.hooks.length < 2 ? 1 : 0))
  const after = async (ms: number) => {
    vi.advanceTimersByTime(ms)
    await model.settle({ allowErrors: true })
    return charm.hooks.slice(0, 2)
  }
  await model.deploy(charm)
  expect(await after(0)).toEqual(["app/0 install"])
  model.modelConfig({ "automatically-retry-hooks": "false" })
  expect(await after(600_000)).toEqual(["app/0 install"])
  model.modelConfig({}, ["automatically-retry-hooks"])
  expect(await after(10_000)).toEqual(["app/0 install", "app/0 install"])
})

test("logging-config: a level alone is that of the root", () => {
  expect(parseLoggingConfig("debug")).toEqual(new Map([["", "DEBUG"]]))
  expect(() => parseLoggingConfig("DEBUG;unit=INFO")).toThrow("expected '='")
})
