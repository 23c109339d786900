import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { DevEvent } from "./events.ts"
import { runDev } from "./foreground.ts"

test("a revision that the model refused is sent again when a file is saved", async () => {
  const dir = mkdtempSync(join(tmpdir(), "dev-"))
  const packer = join(dir, "node_modules/@charmkit/pack")
  mkdirSync(packer, { recursive: true })
  writeFileSync(join(dir, "package.json"), "{}")
  writeFileSync(join(packer, "package.json"), '{"type":"module","exports":"./index.js"}')
  writeFileSync(
    join(packer, "index.js"),
    "export const packCharm = ({ projectDir }) => ({ file: projectDir + '/package.json', name: 'web', warnings: [] })",
  )
  const events: string[] = []
  const end = new AbortController()
  const report = ({ event }: DevEvent) => {
    events.push(event)
    if (event === "unchanged") end.abort()
  }
  const converse = async (next: () => Promise<string | undefined>, out: (line: string) => void) => {
    await next()
    out(JSON.stringify({ event: "refused", charm: "web", message: "no" }))
    writeFileSync(join(dir, "saved"), "")
    const again = await next()
    writeFileSync(join(dir, "saved"), "")
    if (again !== undefined) await next()
    return 0
  }
  expect(await runDev({ folders: [dir], conditions: [], converse, report, signal: end.signal })).toBe(0)
  expect(events).toEqual(["watching", "packed", "refused", "packed", "unchanged"])
  rmSync(dir, { recursive: true })
})
