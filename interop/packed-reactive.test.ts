import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Model } from "minijuju"
import { afterAll, beforeAll, expect, test } from "vitest"
import { packed } from "../suite/packed.ts"

const PROJECT = new URL("./fixtures/reactive-charm/", import.meta.url)
let dir: string
let charm: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "packed-"))
  charm = await packed(PROJECT)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** A model with the charm as a process, and the lines that its hooks write to Juju's log. */
async function started(): Promise<{ model: Model; log: string[] }> {
  // A change of an option runs config-changed once; in Juju 4.0, twice.
  const model = await Model.start({ dir, juju: "3.6", updateStatusIntervalMs: 0, retry: { enabled: false } })
  const log: string[] = []
  model.listen((event) => {
    if (event.type === "log") log.push(`${event.level} ${event.message}`)
  })
  await model.deploy(charm)
  await model.settle()
  return { model, log }
}

const message = (model: Model) =>
  model.status().applications["reactive-work"]?.units["reactive-work/0"]?.["workload-status"].message

/** The position of a text in the charm's source, as `src/charm.ts:9`. */
async function placeOf(text: string): Promise<string> {
  const source = await readFile(new URL("src/charm.ts", PROJECT), "utf8")
  return `src/charm.ts:${source.split("\n").findIndex((line) => line.includes(text)) + 1}`
}

test("a handler that throws: the unit is in error, the log names the line, and the hook's writes are dropped", async () => {
  const { model, log } = await started()
  await using _ = model
  expect(message(model)).toBe("counted 1")
  model.config("reactive-work", { fail: true })
  await expect(model.settle()).rejects.toThrow("as asked for")
  const errors = log.filter((line) => line.startsWith("ERROR")).join("\n")
  expect(errors).toContain(`run count (${await placeOf("do(count)")}), because when(config.changed)`)
  expect(errors).toContain(`FAILED in fail (${await placeOf("do(fail)")}): Error: as asked for`)
  expect(errors).toContain("nothing of this hook was kept")
  expect(errors).toMatch(new RegExp(`at fail \\(${await placeOf("throw new Error")}:\\d+\\)`))

  model.config("reactive-work", { fail: false })
  model.resolve("reactive-work/0")
  await model.settle()
  expect(message(model)).toBe("counted 1")
})

test("a charm option enables the trace", async () => {
  const { model, log } = await started()
  await using _ = model
  const traces = () => log.filter((line) => line.startsWith("DEBUG reactive: "))
  expect(traces()).toEqual([])
  model.config("reactive-work", { trace: true })
  await model.settle()
  expect(traces()).toHaveLength(1)
  expect(traces()[0]).toContain("reactive: config-changed on reactive-work/0\nflags at the start: ")
  expect(traces()[0]).toContain(`run show (${await placeOf("do(show)")}), because whenNot(config.set.fail)`)
})
