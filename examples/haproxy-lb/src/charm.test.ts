import { readdirSync, readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { packCharm } from "@charmkit/pack"
import { Model } from "minijuju"
import { afterAll, beforeAll, expect, test } from "vitest"
import { ask, NamedServer, tally, until } from "./testing/servers.ts"

let dir: string
let provider: string
let consumer: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "hl-"))
  const pack = async (name: string) => {
    const projectDir = fileURLToPath(new URL(`../../${name}/`, import.meta.url))
    return (await packCharm({ projectDir, outDir: dir, conditions: ["charmkit-source"] })).file
  }
  provider = await pack("haproxy-lb")
  consumer = await pack("lb-consumer")
}, 120_000)
afterAll(() => rm(dir, { recursive: true, force: true }))

const addressOf = (model: Model, unit: string): string =>
  model.status().applications[unit.split("/")[0] ?? ""]?.units[unit]?.["public-address"] ?? ""
const statusOf = (model: Model, unit: string): string | undefined =>
  model.status().applications[unit.split("/")[0] ?? ""]?.units[unit]?.["workload-status"].message

test("a packed provider balances to the units of a consumer, and leaves nothing behind", async () => {
  await using model = await Model.start({ dir, updateStatusIntervalMs: 0, retry: { enabled: false } })
  await model.deploy(provider, { units: 2, config: { engine: "embedded" } })
  await model.deploy(consumer, { units: 2, config: { port: 18080 } })
  model.integrate("lb-consumer", "haproxy-lb")
  await model.settle()
  await using first = await new NamedServer("first", addressOf(model, "lb-consumer/0"), 8080).start()
  await using second = await new NamedServer("second", addressOf(model, "lb-consumer/1"), 8080).start()
  expect(statusOf(model, "haproxy-lb/0")).toBe("1 load balancer by the embedded balancer")
  // Every unit balances.
  for (const unit of ["haproxy-lb/0", "haproxy-lb/1"]) {
    expect(await tally(`http://${addressOf(model, unit)}:18080/`, 10)).toEqual({ first: 5, second: 5 })
  }
  expect(statusOf(model, "lb-consumer/0")).toBe(`reachable at ${addressOf(model, "haproxy-lb/0")}`)
  await second.kill()
  const url = `http://${addressOf(model, "haproxy-lb/0")}:18080/`
  expect(await tally(url, 10)).toEqual({ [first.name]: 10 })
  model.removeRelation("lb-consumer", "haproxy-lb")
  await model.settle()
  await expect(ask(url)).rejects.toThrow("ECONNREFUSED")
  await model.removeApplication("haproxy-lb")
  await model.settle()
  await until("no process of the charm", () => balancers(dir).length === 0)
}, 180_000)

/** Command lines of background processes that were started from this folder. */
function balancers(folder: string): readonly string[] {
  return readdirSync("/proc").flatMap((pid) => {
    const line = /^\d+$/.test(pid) ? readCommand(pid) : ""
    return line.includes(folder) && line.includes("balance") ? [line] : []
  })
}

function readCommand(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1")
  } catch {
    return ""
  }
}
