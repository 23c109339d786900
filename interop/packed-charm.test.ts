import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Model, type TimedEvent } from "minijuju"
import { afterAll, beforeAll, expect, test } from "vitest"
import { packed } from "../suite/packed.ts"

let dir: string
let charm: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "packed-"))
  charm = await packed(new URL("./fixtures/work-charm/", import.meta.url))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

// A change of an option runs config-changed once; in Juju 4.0, twice.
const start = () => Model.start({ dir, juju: "3.6", updateStatusIntervalMs: 0, retry: { enabled: false } })
const message = (model: Model) =>
  model.status().applications.work?.units["work/0"]?.["workload-status"].message

test("an error in a packed charm is logged with its TypeScript file and line, and the hook's writes are dropped", async () => {
  await using model = await start()
  const events: TimedEvent[] = []
  model.listen((event) => events.push(event))
  await model.deploy(charm)
  await model.settle()
  model.config("work", { mode: "throw" })
  await expect(model.settle()).rejects.toThrow("Error: as asked for")
  const log = events
    .flatMap((event) => (event.type === "log" && event.level === "ERROR" ? [event.message] : []))
    .join("\n")
  const source = await readFile(new URL("./fixtures/work-charm/src/charm.ts", import.meta.url), "utf8")
  const line = source.split("\n").findIndex((text) => text.includes("throw new WorkError")) + 1
  // Bun's stack traces do not name a method's class.
  const method = process.env.CHARMKIT_RUNTIME === "bun" ? "work" : "WorkCharm\\.work"
  expect(log).toMatch(new RegExp(`Error: as asked for\\n +at ${method} \\(src/charm\\.ts:${line}:\\d+\\)`))
  expect(log).not.toContain("charm.cjs")

  model.config("work", { mode: "quiet" })
  model.resolve("work/0")
  await model.settle()
  expect(message(model)).toBe("quiet, 2")
})

test("deferred events and stored state come back in the next process", async () => {
  await using model = await start()
  await model.deploy(charm, { config: { mode: "defer" } })
  await model.settle()
  // config-changed ran and was deferred; start emitted it again, and it was deferred again.
  expect(message(model)).toBe("defer, 2")
  model.config("work", { mode: "quiet" })
  await model.settle()
  expect(message(model)).toBe("quiet, 4")
  model.updateStatus()
  await model.settle()
  expect(message(model)).toBe("quiet, 4")
})

test("an action returns results, and a failed one its reason", async () => {
  await using model = await start()
  await model.deploy(charm)
  await model.settle()
  expect(await model.runAction("work/0", "count")).toMatchObject({
    status: "completed",
    results: { runs: "1", of: { charm: "work" }, "return-code": 0 },
  })
  expect(await model.runAction("work/0", "count", { fail: true })).toMatchObject({
    status: "failed",
    message: "not today",
  })
})

test("nothing of a model is left behind", async () => {
  const model = await start()
  await model.deploy(charm)
  await model.settle()
  await model.stop()
  expect((await readdir(dir)).filter((name) => name.startsWith("minijuju-"))).toEqual([])
})
