import { existsSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { bundled } from "../../../suite/bundled.ts"
import { Collector, tree, valuesOf } from "../../ops/tests/collector.ts"
import { TracedUnit } from "../../ops/tests/traced-unit.ts"

const charm = await bundled(new URL("./fixtures/traced-charm.ts", import.meta.url))
let unit: TracedUnit
let collector: Collector
beforeEach(async () => {
  unit = new TracedUnit(charm)
  collector = await Collector.start()
})
afterEach(async () => {
  await collector[Symbol.asyncDispose]()
  unit[Symbol.dispose]()
})

const endpoint = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })

test("a hook of a reactive charm is a trace: handlers with their conditions, hook tools, commit", async () => {
  expect(await unit.hook("start", endpoint())).toEqual({ code: 0, stderr: "" })
  const trace = await collector.trace("hooks/start")
  expect(tree(trace)).toEqual([
    "hooks/start",
    "  state-get",
    "  config-get",
    "  relation-ids",
    "  relation-list",
    "  start",
    "  use",
    "    is-leader",
    "  commit",
    "  commit state",
    "    state-set",
  ])
  const attributes = (name: string) =>
    valuesOf(trace.spans.find((span) => span.name === name)?.attributes ?? [])
  expect(attributes("use")).toEqual({
    event: "start",
    handler: expect.stringMatching(/^use \(.*:\d+\)$/),
    because: "when(started).when(endpoint.charm-tracing.joined)",
  })
  expect(attributes("relation-ids")).toEqual({ "juju.arguments": "charm-tracing --format=json" })
  expect(trace.resource).toMatchObject({ charm: "traced", juju_unit: "me/0" })
  expect(collector.problems).toEqual([])
})

test("the handler that fails has the error; one that ends the hook has none", async () => {
  expect((await unit.hook("stop", endpoint())).code).toBe(1)
  const failed = (await collector.trace("hooks/stop")).spans.filter(({ status }) => status.code === 2)
  expect(failed.map(({ name, status }) => `${name}: ${status.message}`)).toEqual([
    "hooks/stop: Error: on purpose",
    "fail: Error: on purpose",
  ])
  expect((await unit.hook("update-status", endpoint())).code).toBe(0)
  const { spans } = await collector.trace("hooks/update-status")
  expect(spans.some(({ name }) => name === "skipped")).toBe(true)
  expect(spans.filter(({ status }) => status.code !== undefined)).toEqual([])
  expect((await unit.hook("config-changed", endpoint())).code).toBe(0)
  const names = (await collector.trace("hooks/config-changed")).spans.map(({ name }) => name)
  expect(names).toContain("a handler without a name")
})

test("a relation names the collector; without one nothing is recorded", async () => {
  expect(await unit.hook("start")).toEqual({ code: 0, stderr: "" })
  expect(existsSync(join(unit.folder, ".traces"))).toBe(false)
  expect(await unit.related(collector.url)).toEqual({ code: 0, stderr: "" })
  expect(await unit.hook("start")).toEqual({ code: 0, stderr: "" })
  expect((await collector.trace("hooks/start")).spans.length).toBeGreaterThan(3)
})
