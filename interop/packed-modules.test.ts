import { spawnSync } from "node:child_process"
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Model } from "minijuju"
import { afterAll, beforeAll, expect, test } from "vitest"
import { packed } from "../suite/packed.ts"

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "modules-"))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** Appends the Node.js modules that the process has loaded to the file when the process exits. */
const RECORD_MODULES = `const fs = require("node:fs")
process.on("exit", () => fs.writeFileSync(FILE, process.moduleLoadList.join("\\n")))
`

const pack = (example: string) => packed(new URL(`../examples/${example}/`, import.meta.url), "node")

async function loadedByNothing(): Promise<Set<string>> {
  const file = join(dir, "nothing")
  await writeFile(join(dir, "nothing.cjs"), RECORD_MODULES.replace("FILE", JSON.stringify(file)))
  expect(spawnSync(process.execPath, [join(dir, "nothing.cjs")]).status).toBe(0)
  return new Set((await readFile(file, "utf8")).split("\n"))
}

/** Makes the unit's hooks record which modules they load. */
async function recordModules(model: string, unit: string): Promise<string> {
  const [name = ""] = await readdir(model)
  const src = join(model, name, "agents", `unit-${unit}-0`, "charm/src")
  const file = join(dir, unit)
  await rename(join(src, "start.cjs"), join(src, "start-charm.cjs"))
  await writeFile(
    join(src, "start.cjs"),
    `${RECORD_MODULES.replace("FILE", JSON.stringify(file))}require("./start-charm.cjs")\n`,
  )
  return file
}

test.each(["", "-reactive"])("an idle hook loads no expensive module of Node.js: lb-*%s", async (style) => {
  const nothing = await loadedByNothing()
  const modelDir = await mkdtemp(join(dir, "m-"))
  await using model = await Model.start({
    dir: modelDir,
    updateStatusIntervalMs: 0,
    retry: { enabled: false },
  })
  await model.deploy(await pack(`lb-provider${style}`), { name: "lb" })
  await model.deploy(await pack(`lb-consumer${style}`), { name: "web" })
  model.integrate("lb", "web")
  await model.settle()
  const files = [await recordModules(modelDir, "lb"), await recordModules(modelDir, "web")]
  // The first update-status writes the code cache; the second one is representative.
  for (let i = 0; i < 2; i += 1) {
    model.updateStatus()
    await model.settle()
  }
  for (const file of files) {
    const loaded = (await readFile(file, "utf8")).split("\n").filter((name) => !nothing.has(name))
    expect(loaded).toContain("NativeModule vm")
    // Loading one of these takes about as long as a tenth of the charm, some as long as the whole charm.
    const heavy =
      /^NativeModule (internal\/promise_hooks|(child_process|crypto|net|os|perf_hooks|stream|tls|url|worker_threads)$)/
    expect(loaded.filter((name) => heavy.test(name))).toEqual([])
  }
})
