import { execFile } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, test } from "vitest"
import { isDeep } from "../../../../suite/doses.ts"
import { builtMinijuju } from "../../../../suite/minijuju.ts"
import { compare } from "./compare.ts"
import { JujuEngine } from "./juju-engine.ts"
import { MinijujuEngine } from "./minijuju-engine.ts"
import { readRecording, readScenario } from "./recording.ts"
import { runScenario } from "./run-scenario.ts"

/** The settings of a program `juju` that is minijuju, with a home in a folder. */
function jujuIn(dir: string) {
  return {
    MINIJUJU_HOME: join(dir, "home"),
    MINIJUJU_JUJU: "4.0",
    MINIJUJU_UPDATE_STATUS_INTERVAL: "0",
    MINIJUJU_PROGRAM: "juju",
    JUJU_MODEL: undefined,
  }
}

test("a program `juju` and minijuju's own code are recorded with the same result", {
  timeout: 300_000,
}, async () => {
  const { program } = await builtMinijuju()
  const dir = mkdtempSync(join(tmpdir(), "mjp-"))
  const env = jujuIn(dir)
  const scenario = readRecording("tools")
  const options = { program, traces: join(dir, "traces"), quietMs: 500, env }
  const recorded = await runScenario(scenario, await JujuEngine.start(scenario, options))
  const own = await runScenario(scenario, await MinijujuEngine.start(scenario, "4.0"))
  expect(compare(own, recorded).differences).toEqual([])
  await promisify(execFile)(program, ["shutdown"], { env: { ...process.env, ...env } })
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})

test("units that do not get where they should end the recording, with the reason", {
  timeout: 300_000,
}, async () => {
  const { program } = await builtMinijuju()
  const dir = mkdtempSync(join(tmpdir(), "mjp-"))
  const env = jujuIn(dir)
  const traces = join(dir, "traces")
  const options = { program, traces, quietMs: 0, limitMs: 1, env }
  const engine = await JujuEngine.start(readRecording("storage"), options)
  const settled = { kind: "settle", units: 1, leaders: [], inError: [], hooks: [] } as const
  const reason = `after 0.001 seconds: look at "juju status -m ${engine.model}", and whether its units can write to ${traces}. Last hook there: none`
  await expect(engine.settle(settled)).rejects.toThrow(
    `model ${engine.model} has no 1 units that are idle or in error ${reason}`,
  )
  await engine.command(["deploy", "./storage.charm", "pa"])
  await expect(engine.updateStatus()).rejects.toThrow(/ has no update-status on 1 units after /)
  await engine.stop()
  await promisify(execFile)(program, ["shutdown"], { env: { ...process.env, ...env } })
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})

const UNCOMPARED = join(import.meta.dirname, "uncompared")

test.each(isDeep ? readdirSync(UNCOMPARED) : ["subordinates.json"])(
  "%s, which is not compared yet, runs to its end",
  { timeout: 300_000 },
  async (file) => {
    const scenario = readScenario(join(UNCOMPARED, file))
    const { steps } = await runScenario(scenario, await MinijujuEngine.start(scenario, "4.0"))
    const units = (of: typeof steps) => of.flatMap((step) => (step.kind === "settle" ? [step.units] : []))
    expect(units(steps)).toEqual(units(scenario.steps))
  },
)
