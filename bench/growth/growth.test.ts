import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { beforeAll, expect, test } from "vitest"
import { bundled } from "../../suite/bundled.ts"
import type { Growth } from "./count.ts"
import { DOCUMENTS } from "./documents.ts"
import { HOOKS } from "./hooks.ts"

const measured = new Map<string, Growth>()

beforeAll(async () => {
  const program = await bundled(new URL("./count.ts", import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [program])
  for (const line of stdout.trim().split("\n")) {
    const growth: Growth = JSON.parse(line)
    measured.set(growth.name, growth)
  }
}, 300_000)

test.each([...HOOKS, ...DOCUMENTS])("$name: work is linear in n", ({ name }) => {
  const { ratio, worst } = measured.get(name) ?? { ratio: Number.NaN, worst: [] }
  expect(ratio, worst.join("\n")).toBeLessThan(4.8)
})
