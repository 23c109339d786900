import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { webService } from "../../haproxy-lb/testing/unit.ts"

const HOST = "127.77.66.54"
const dir = mkdtempSync(join(tmpdir(), "web-"))
const [first, second] = ["web-server/0", "other/0"].map((unit) => {
  const folder = join(dir, unit)
  mkdirSync(folder, { recursive: true })
  return webService(HOST, unit, folder, { PATH: process.env.PATH })
})

beforeAll(async () => expect(await first?.ensure()).toBe(true))
afterAll(() => {
  for (const service of [first, second]) service?.stop()
  rmSync(dir, { recursive: true })
})

test("a second web server on the machine does not take the answers of the first for its own", async () => {
  expect(await second?.ensure()).toBe(false)
  expect([await first?.answers(), await second?.answers()]).toEqual([true, false])
})

test("the end of the service ends no other program that names its files", async () => {
  const program = ["-e", "setInterval(() => console.log(1), 100)", join(dir, "web-server/0/server/pid")]
  const reader = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "inherit"] })
  await once(reader.stdout, "data")
  first?.stop()
  expect(await first?.answers()).toBe(false)
  reader.kill("SIGINT")
  expect(await once(reader, "exit")).toEqual([null, "SIGINT"])
})
