import { execFile } from "node:child_process"
import { createWriteStream } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ZipFile } from "yazl"
import { builtMinijuju } from "../suite/minijuju.ts"
import { packed } from "../suite/packed.ts"
import { packedPythonCharm, pythonMissing } from "./python-charms.ts"
import { pythonPackages } from "./python-packages.ts"

const missing = await pythonMissing()
if (missing !== undefined) console.warn(`SKIPPED 1 suite (jubilant on minijuju): ${missing}`)

const run = promisify(execFile)
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

let dir: string
let minijuju: string
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  if (missing !== undefined) return
  dir = await mkdtemp(join(tmpdir(), "jubilant-"))
  env = { ...process.env, MINIJUJU_HOME: join(dir, "home"), MINIJUJU_MODEL: "", JUJU_MODEL: "" }
  minijuju = (await builtMinijuju()).program
}, 300_000)

afterAll(async () => {
  if (dir === undefined) return
  await run(minijuju, ["shutdown"], { env }).catch(() => undefined)
  await rm(dir, { recursive: true, force: true, maxRetries: 5 })
})

/** A charm written as a shell script, with actions for every kind of result. */
async function packActions(): Promise<string> {
  const zip = new ZipFile()
  const add = (path: string, text: string, mode = 0o100644) =>
    zip.addBuffer(Buffer.from(text), path, { mode })
  add("metadata.yaml", "name: acts\nsummary: s\ndescription: d\n")
  add("manifest.yaml", "bases: [{ name: ubuntu, channel: '24.04' }]\n")
  add("actions.yaml", "greet:\n  params:\n    name:\n      type: string\nrefuse: {}\nbreak: {}\n")
  const script = `#!/bin/sh
case "$JUJU_DISPATCH_PATH" in
  hooks/start) status-set active ;;
  actions/greet) action-log "a word"; action-set greeting="hello $(action-get name)" ;;
  actions/refuse) action-fail "not now" ;;
  actions/break) exit 4 ;;
esac
`
  add("dispatch", script, 0o100755)
  zip.end()
  const file = join(dir, "acts.charm")
  await pipeline(zip.outputStream, createWriteStream(file))
  return file
}

describe.skipIf(missing !== undefined)("jubilant, installed with pip", () => {
  test("deploys, integrates, configures, runs, upgrades and removes our charms and a Python charm", {
    timeout: 600_000,
  }, async () => {
    const python = await pythonPackages(here("./jubilant/"))
    const charms = [
      await packed(here("../examples/lb-provider/")),
      await packed(here("../examples/lb-consumer/")),
      await packedPythonCharm("lb-consumer-py"),
      await packActions(),
    ]
    const { stdout } = await run(python, [here("./jubilant/session.py"), minijuju, ...charms], {
      env,
    })
    const steps = stdout
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line))
    expect(steps).toEqual([
      { step: "model" },
      { step: "integrate", units: ["web/0", "web/1"], leader: ["web/0"] },
      { step: "config" },
      { step: "show_unit" },
      { step: "run and exec" },
      { step: "units and refresh" },
      { step: "removal" },
    ])
  })
})
