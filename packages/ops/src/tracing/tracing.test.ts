import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { bundled } from "../../../../suite/bundled.ts"
import { Collector, tree, valuesOf } from "../../tests/collector.ts"
import { TracedUnit } from "../../tests/traced-unit.ts"

const charm = await bundled(new URL("../../tests/fixtures/traced-charm.ts", import.meta.url))
let unit: TracedUnit
let folder: string
let collector: Collector
beforeEach(async () => {
  unit = new TracedUnit(charm)
  folder = unit.folder
  collector = await Collector.start()
})
afterEach(async () => {
  await collector[Symbol.asyncDispose]()
  unit[Symbol.dispose]()
})

/** Starts the process that sends, with one trace in the folder, and waits until the collector has it. */
async function sender() {
  mkdirSync(join(folder, ".traces"))
  const write = (name: string, text: string) => writeFileSync(join(folder, ".traces", name), text)
  write("destination", JSON.stringify({ url: `${collector.url}/v1/traces` }))
  write("1-1.json", "{}")
  collector.answer = "never"
  const child = spawn(process.execPath, [charm], { env: { CHARMKIT_SEND_TRACES: folder }, stdio: "ignore" })
  const ended = once(child, "exit")
  await collector.until(() => collector.requests === 1)
  rmSync(join(folder, ".traces"), { recursive: true })
  return { ended, write }
}

const hook: TracedUnit["hook"] = (name, env) => unit.hook(name, env)
const endpoint = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` })
const buffered = () => readdirSync(join(folder, ".traces")).filter((name) => name.endsWith(".json"))

test("a dispatch is a trace: events, handlers, hook tools, commit", async () => {
  expect(await hook("start", endpoint())).toEqual({ code: 0, stderr: "" })
  const trace = await collector.trace("hooks/start")
  expect(tree(trace)).toEqual([
    "hooks/start",
    "  state-get",
    "  emit start",
    "    TracedCharm.start",
    "  commit",
    "  commit state",
    "    state-set",
  ])
  expect(trace.resource).toEqual({
    "service.namespace": "0f0f",
    "service.namespace.name": "testing",
    "service.name": "me",
    "service.instance.id": "0",
    charm: "traced",
    juju_model: "testing",
    juju_model_uuid: "0f0f",
    juju_application: "me",
    juju_unit: "me/0",
  })
  expect(trace.spans.map(({ status }) => status.code)).toEqual(trace.spans.map(() => undefined))
  expect(collector.problems).toEqual([])
})

test("deferred events and arguments of reads are in the trace", async () => {
  await hook("config-changed", endpoint())
  const { spans } = await collector.trace("hooks/config-changed")
  const of = (name: string) => valuesOf(spans.find((span) => span.name === name)?.attributes ?? [])
  expect(of("TracedCharm.configure")).toEqual({
    event: "TracedCharm/on/config_changed[1]",
    handler: "TracedCharm.configure",
    deferred: true,
  })
  expect(of("config-get")).toEqual({ "juju.arguments": "--format=json" })
  expect(of("state-set")).toEqual({})
})

test("a hook that fails: its handler and the dispatch have the error", async () => {
  expect((await hook("stop", endpoint())).code).toBe(1)
  const { spans } = await collector.trace("hooks/stop")
  const failed = spans.filter(({ status }) => status.code === 2)
  expect(failed.map(({ name, status }) => `${name}: ${status.message}`)).toEqual([
    "hooks/stop: Error: on purpose",
    "emit stop: Error: on purpose",
    "TracedCharm.fail: Error: on purpose",
  ])
})

test("without a destination nothing is recorded", async () => {
  await hook("start")
  await hook("start", { OTEL_EXPORTER_OTLP_ENDPOINT: "tempo:4317" })
  expect(existsSync(join(folder, ".traces"))).toBe(false)
})

test("no hook waits for a collector that hangs, and what it did not take is sent later", async () => {
  collector.answer = "never"
  await hook("start", endpoint())
  // The hook has ended, and the request has neither been answered nor given up.
  await collector.until(() => collector.requests === 1)
  expect(collector.open).toBe(1)
  await hook("config-changed", endpoint())
  await hook("start", endpoint())
  expect(collector.requests).toBe(1)
  expect(buffered()).toHaveLength(3)
  collector.drop()
  const lock = join(folder, ".traces/lock")
  while (existsSync(lock)) await sleep(10)

  collector.answer = 503
  await hook("start", endpoint())
  await collector.until(() => collector.requests === 2)
  while (existsSync(lock)) await sleep(10)
  expect(buffered()).toHaveLength(4)

  collector.answer = 200
  await hook("start", endpoint())
  await collector.until(() => collector.traces.length === 5)
  expect(collector.traces.map(({ spans }) => spans[0]?.name)).toEqual([
    "hooks/start",
    "hooks/config-changed",
    "hooks/start",
    "hooks/start",
    "hooks/start",
  ])
  while (existsSync(lock)) await sleep(10)
  expect(buffered()).toEqual([])
  // Which reason comes first depends on how busy the machine is.
  expect(readFileSync(join(folder, "log"), "utf8")).toMatch(
    /WARNING -- Tracing: traces are kept, .* does not take them: /,
  )
})

test("a relation names the collector; certificates are those of the running charm, however long", async () => {
  const ca = (text: string) => writeFileSync(join(folder, "ca.pem"), text)
  ca("old")
  expect(await unit.related(collector.url)).toEqual({ code: 0, stderr: "" })
  const long = "-".repeat(200_000)
  ca(long)
  expect(await hook("start")).toEqual({ code: 0, stderr: "" })
  await collector.trace("hooks/start")
  expect(JSON.parse(readFileSync(join(folder, ".traces/destination"), "utf8"))).toEqual({
    url: `${collector.url}/v1/traces`,
    ca: long,
  })
  expect(statSync(join(folder, ".traces/destination")).mode & 0o777).toBe(0o600)
  while (existsSync(join(folder, ".traces/lock"))) await sleep(10)
})

test("a hook does not fail because the address cannot be noted", async () => {
  writeFileSync(join(folder, ".traces"), "in the way")
  expect(await unit.related(collector.url)).toEqual({ code: 0, stderr: "" })
  expect(readFileSync(join(folder, "log"), "utf8")).toMatch(/WARNING -- Tracing: the collector's address/)
})

test("a folder that is removed while traces are sent stays away", async () => {
  const { ended } = await sender()
  collector.drop()
  await ended
  expect(existsSync(join(folder, ".traces"))).toBe(false)
})

test("the lock of another sender stays", async () => {
  const { ended, write } = await sender()
  mkdirSync(join(folder, ".traces"))
  write("lock", "1")
  collector.drop()
  await ended
  expect(existsSync(join(folder, ".traces/lock"))).toBe(true)
})
