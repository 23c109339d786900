import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { MinijujuError, Model } from "minijuju"
import { type Deployment, type DrivenUnit, type Driver, ExecError, NotIdleError } from "./driver.ts"

/** A model of minijuju in this process: it waits for events, and starts no program but the hooks and tools. */
export class OnMinijuju implements Driver {
  readonly engine = "minijuju"
  readonly folder: string
  readonly #model: Model

  private constructor(folder: string, model: Model) {
    this.folder = folder
    this.#model = model
  }

  static async start(): Promise<OnMinijuju> {
    const folder = await mkdtemp(join(tmpdir(), "conformance-"))
    const options = { dir: folder, updateStatusIntervalMs: 0, retry: { enabled: false } }
    return new OnMinijuju(folder, await Model.start({ name: "conformance", ...options }))
  }

  /** minijuju has no `--trust`: no hook tool of it needs trust. */
  async deploy(archive: string, { name, config = {} }: Deployment): Promise<void> {
    await this.#model.deploy(archive, { name, config })
  }

  async integrate(one: string, other: string): Promise<void> {
    this.#model.integrate(one, other)
  }

  async removeRelation(one: string, other: string): Promise<void> {
    this.#model.removeRelation(one, other)
  }

  async addUnit(application: string): Promise<void> {
    this.#model.addUnits(application)
  }

  async moveLeader(application: string): Promise<void> {
    const next = (await this.units(application)).find(({ isLeader }) => !isLeader)
    if (next !== undefined) await this.#model.setLeader(next.name)
  }

  async resolve(unit: string, retry: boolean): Promise<void> {
    this.#model.resolve(unit, { retry })
  }

  async updateStatus(): Promise<void> {
    this.#model.updateStatus()
  }

  async exec(application: string, tool: string, ...args: readonly string[]): Promise<string> {
    const leader = (await this.units(application)).find(({ isLeader }) => isLeader)
    const { status, message, results } = await this.#model.exec(
      leader?.name ?? application,
      [tool, ...args].map(quoted).join(" "),
    )
    const { stdout = "", stderr = "" } = results
    if (status !== "completed" || results["return-code"] !== 0)
      throw new ExecError(`${tool} on ${application}: ${message}${String(stderr)}`)
    return String(stdout)
  }

  async settle(timeoutSeconds: number): Promise<void> {
    try {
      await this.#model.settle({ allowErrors: true, timeoutMs: timeoutSeconds * 1000 })
    } catch (error) {
      if (error instanceof MinijujuError && error.code === "timeout") throw new NotIdleError(error.message)
      throw error
    }
  }

  async units(application: string): Promise<readonly DrivenUnit[]> {
    const { units = {} } = this.#model.status().applications[application] ?? {}
    return Object.entries(units).map(([name, unit]) => {
      const { current, message = "" } = unit["workload-status"]
      return { name, isLeader: unit.leader === true, error: current === "error" ? message : undefined }
    })
  }

  async errors(unit: string): Promise<readonly string[]> {
    return this.#model.logTail(unit)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#model.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'"'"'`)}'`
}
