import { appendFileSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { ENGINES, Rig } from "../../testing/engines.ts"

test("a log above 1 MiB is moved to log.1, and the program writes on", async () => {
  await using rig = new Rig(ENGINES[0].make)
  await rig.engine.apply({ services: [rig.service()] })
  const log = join(rig.dir, "e", "log")
  appendFileSync(log, `${"x".repeat(1_048_576)}\nthe last line\n`)
  await rig.engine.service.start()
  expect(statSync(log).size).toBeLessThan(1_000)
  expect(readFileSync(`${log}.1`, "utf8")).toMatch(/the last line\n$/)
  expect(await rig.engine.running()).toBe(true)
})
