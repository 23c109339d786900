import { afterEach, expect, test, vi } from "vitest"
import { Model } from "../src/index.ts"
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
  expect(await after(6)).toEqual(["app/0 update-status"])
  model.modelConfig({}, ["update-status-hook-interval"])
  expect(await after(60)).toEqual([])
})
