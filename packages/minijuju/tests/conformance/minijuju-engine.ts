import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Console } from "../../src/cli/console.ts"
import { Controller } from "../../src/controller/controller.ts"
import { findHome, makeHome } from "../../src/controller/home.ts"
import { runRequest } from "../../src/daemon/serve.ts"
import type { Engine } from "../../src/model/engine.ts"
import { unitsInError } from "../../src/model/settled.ts"
import { waitUntil } from "../../src/model/wait-until.ts"
import type { CommandEnd, ScenarioEngine } from "./engine.ts"
import { packProbes, readTraces, type TracedHook } from "./probe.ts"
import type { Recording, SettleStep } from "./recording.ts"

/** Commands that wait for a hook or action: they cannot run while hooks are held. */
const RUNS_TASKS = new Set(["run", "exec"])

/**
 * A model of minijuju inside the test, with the commands' real code. One hook runs at a time, and none starts
 * before the operator waits for them: so that the order of hooks, also between units, is the same in each run.
 */
export class MinijujuEngine implements ScenarioEngine {
  readonly model: string
  readonly #dir: string
  readonly #traces: string
  readonly #controller: Controller
  #release: (() => void) | undefined

  private constructor(model: string, dir: string, traces: string, controller: Controller) {
    this.model = model
    this.#dir = dir
    this.#traces = traces
    this.#controller = controller
  }

  static async start(recording: Recording, juju: "3.6" | "4.0"): Promise<MinijujuEngine> {
    const dir = mkdtempSync(join(tmpdir(), "mjf-"))
    const traces = join(dir, "traces")
    mkdirSync(traces)
    await packProbes(dir, recording, traces)
    writeFileSync(join(dir, "options.yaml"), "{}\n")
    const home = findHome({ MINIJUJU_HOME: join(dir, "home") })
    makeHome(home)
    const options = { parallelHooks: 1, updateStatusIntervalMs: 0, retry: { firstMs: 20 } }
    const controller = await Controller.open(home, options, (error) => {
      throw error
    })
    const model = `conformance-${recording.scenario}`
    const engine = new MinijujuEngine(model, dir, traces, controller)
    await controller.add(model, juju)
    return engine
  }

  async command(argv: readonly string[]): Promise<CommandEnd> {
    if (RUNS_TASKS.has(argv[0] ?? "")) this.#letHooksRun()
    else this.#holdHooks()
    let stdout = ""
    let stderr = ""
    const console: Console = {
      out: (text) => {
        stdout += text
      },
      err: (text) => {
        stderr += text
      },
      ask: async () => undefined,
      program: "juju",
      isTerminal: false,
      hasColours: false,
    }
    const request = {
      argv,
      cwd: this.#dir,
      program: "juju",
      model: this.model,
      juju: undefined,
      charms: undefined,
      isTerminal: false,
      hasColours: false,
    }
    const rc = await runRequest(request, this.#controller, console, new AbortController().signal)
    return { rc, stdout, stderr }
  }

  /** Waits until no hook is left to run and exactly the expected units are in error. */
  async settle({ inError: expected }: SettleStep) {
    this.#letHooksRun()
    const engine = this.#engine
    const failed = () => unitsInError(engine.agents).map(({ name }) => name)
    await waitUntil(
      engine,
      `all hooks, and errors of [${expected.join(", ")}]`,
      () => engine.isIdle && failed().sort().join() === [...expected].sort().join(),
      120_000,
    ).catch((error: unknown) => {
      // The comparison shows which units are in error instead.
      if (!engine.isIdle) throw error
    })
    const leaders = [...this.#state.applications.values()].flatMap(({ leader }) => leader ?? [])
    return { units: engine.agents.length, leaders, inError: failed() }
  }

  get version(): string {
    return this.#state.jujuVersion
  }

  setLeader(unit: string): Promise<void> {
    return this.#persistent.model.setLeader(unit)
  }

  async updateStatus(): Promise<void> {
    this.#persistent.model.updateStatus()
  }

  hooks(): TracedHook[] {
    return readTraces(this.#traces, this.model)
  }

  async stop(): Promise<void> {
    this.#letHooksRun()
    await this.#controller.stop()
    rmSync(this.#dir, { recursive: true, force: true, maxRetries: 3 })
  }

  get #persistent() {
    return this.#controller.get(this.model)
  }

  get #engine(): Engine {
    return this.#persistent.engine
  }

  get #state() {
    return this.#engine.state
  }

  #holdHooks(): void {
    if (this.#release !== undefined) return
    void this.#engine.slots.use(
      () =>
        new Promise<void>((release) => {
          this.#release = release
        }),
    )
  }

  #letHooksRun(): void {
    this.#release?.()
    this.#release = undefined
  }
}
