import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { CommandEnd, ScenarioEngine } from "./engine.ts"
import { packProbes, readTraces, type TracedHook } from "./probe.ts"
import type { Recording, SettleStep } from "./recording.ts"

export interface JujuEngineOptions {
  /** The program `juju`. */
  readonly program: string
  /** A folder that this machine and the units' machines see under the same path; units append to files in it. */
  readonly traces: string
  /** For how long the status must stay the same, in milliseconds. */
  readonly quietMs: number
  /** For how long a step may take, in milliseconds; by default half an hour. */
  readonly limitMs?: number
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** A model of the controller that is current for a program `juju`. */
export class JujuEngine implements ScenarioEngine {
  readonly model: string
  version = ""
  readonly #dir: string
  readonly #options: JujuEngineOptions

  private constructor(model: string, dir: string, options: JujuEngineOptions) {
    this.model = model
    this.#dir = dir
    this.#options = options
  }

  static async start(recording: Recording, options: JujuEngineOptions): Promise<JujuEngine> {
    const dir = mkdtempSync(join(tmpdir(), "mjr-"))
    mkdirSync(options.traces, { recursive: true })
    await packProbes(dir, recording, options.traces)
    writeFileSync(join(dir, "options.yaml"), "{}\n")
    const engine = new JujuEngine(`conformance-${recording.scenario}`, dir, options)
    const added = await engine.#run(["add-model", "--no-switch", engine.model])
    if (added.rc !== 0) throw new Error(`juju add-model failed: ${added.stderr}`)
    engine.version = (await engine.#status()).version
    return engine
  }

  command([name = "", ...args]: readonly string[]): Promise<CommandEnd> {
    return this.#run([name, "-m", this.model, ...args])
  }

  async settle(expected: SettleStep) {
    let last = ""
    let since = performance.now()
    return this.#until(`${expected.units} units that are idle or in error`, async () => {
      const status = await this.#status()
      if (status.text !== last) since = performance.now()
      last = status.text
      const isQuiet = performance.now() - since >= this.#options.quietMs
      const { leaders, inError, units } = status
      return isQuiet && status.isIdle && units === expected.units ? { units, leaders, inError } : undefined
    })
  }

  setLeader(unit: string): Promise<void> {
    throw new Error(`a controller chooses the leader: stop the other agents until ${unit} leads, by hand`)
  }

  /** Shortens the interval to the shortest that Juju takes, until the hook has run on each unit. */
  async updateStatus(): Promise<void> {
    const ran = () =>
      this.hooks()
        .filter(({ hook }) => hook === "hooks/update-status")
        .map(({ unit }) => unit)
    const before = ran().length
    const { units } = await this.#status()
    await this.command(["model-config", "update-status-hook-interval=1m"])
    await this.#until(`update-status on ${units} units`, async () =>
      new Set(ran().slice(before)).size >= units ? true : undefined,
    )
    await this.command(["model-config", "update-status-hook-interval=60m"])
  }

  hooks(): TracedHook[] {
    return readTraces(this.#options.traces, this.model)
  }

  async stop(): Promise<void> {
    await this.#run(["destroy-model", this.model, "--no-prompt", "--destroy-storage", "--force", "--no-wait"])
    rmSync(this.#dir, { recursive: true, force: true })
  }

  /** Asks until there is an answer. Units that never settle, or that write no traces here, end the recording. */
  async #until<T>(awaited: string, ask: () => Promise<T | undefined>): Promise<T> {
    const { limitMs = 1_800_000, traces } = this.#options
    for (const start = performance.now(); performance.now() - start < limitMs; await sleep(200)) {
      const answer = await ask()
      if (answer !== undefined) return answer
    }
    const hooks = this.hooks().map(({ unit, hook }) => `${unit} ${hook}`)
    throw new Error(
      `model ${this.model} has no ${awaited} after ${limitMs / 1000} seconds: look at "juju status -m ${this.model}", and whether its units can write to ${traces}. Last hook there: ${hooks.at(-1) ?? "none"}`,
    )
  }

  async #status() {
    const { rc, stdout, stderr } = await this.command(["status", "--format", "json"])
    if (rc !== 0) throw new Error(`juju status failed: ${stderr}`)
    const status = Object(JSON.parse(stdout))
    const principals = Object.values(Object(status.applications)).flatMap((application) =>
      Object.entries(Object(Object(application).units)),
    )
    const units = principals.flatMap(([name, unit]): [string, unknown][] => [
      [name, unit],
      ...Object.entries(Object(Object(unit).subordinates)),
    ])
    const names = (test: (unit: Readonly<Record<string, unknown>>) => boolean) =>
      units.filter(([, unit]) => test(Object(unit))).map(([name]) => name)
    const inError = names((unit) => Object(unit["workload-status"]).current === "error")
    const idle = names((unit) => Object(unit["juju-status"]).current === "idle")
    return {
      version: String(Object(status.model).version),
      text: JSON.stringify([status.applications, status.machines], withoutMixedTimes),
      units: units.length,
      leaders: names((unit) => unit.leader === true),
      inError,
      isIdle: units.every(([name]) => idle.includes(name) || inError.includes(name)),
    }
  }

  #run(args: readonly string[]): Promise<CommandEnd> {
    const { program, env } = this.#options
    return new Promise((resolve) => {
      const options = { cwd: this.#dir, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 }
      const child = execFile(program, [...args], options, (_error, stdout, stderr) =>
        resolve({ rc: child.exitCode ?? -1, stdout, stderr }),
      )
    })
  }
}

/** Leaves out the time of an application's status: 4.0.15 shows that of any unit with that status, a different one each time. */
function withoutMixedTimes(key: string, value: unknown): unknown {
  return key === "application-status" ? { ...Object(value), since: undefined } : value
}
