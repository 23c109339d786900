import { OpsTest, TaskError, WaitError } from "@charmkit/testing/juju"
import { type Deployment, type DrivenUnit, type Driver, ExecError, NotIdleError } from "./driver.ts"

/** A model that the `juju` command line drives, as the tests with `OpsTest` do: `JUJU` names the program. */
export class OnJuju implements Driver {
  readonly #ops: OpsTest

  private constructor(ops: OpsTest) {
    this.#ops = ops
  }

  static async start(env: Readonly<Record<string, string | undefined>>): Promise<OnJuju> {
    const ops = await OpsTest.start({ name: "conformance", env })
    // A failed hook runs again when the databags are restored, not in the middle of that.
    await ops.juju("model-config", "--model", ops.modelName, "automatically-retry-hooks=false")
    return new OnJuju(ops)
  }

  get engine() {
    return this.#ops.engine
  }

  get folder() {
    return this.#ops.tmpPath
  }

  async deploy(archive: string, { name, config = {}, trust = false }: Deployment): Promise<void> {
    const args = trust ? ["--trust"] : []
    await this.#ops.model.deploy(archive, { applicationName: name, config, args })
  }

  integrate(one: string, other: string): Promise<void> {
    return this.#ops.model.integrate(one, other)
  }

  removeRelation(one: string, other: string): Promise<void> {
    return this.#ops.model.removeRelation(one, other)
  }

  addUnit(application: string): Promise<void> {
    return this.#ops.model.application(application).addUnits()
  }

  async moveLeader(application: string): Promise<void> {
    await this.#ops.model.moveLeader(application)
  }

  resolve(unit: string, retry: boolean): Promise<void> {
    return this.#ops.model.unit(unit).resolve({ retry })
  }

  async exec(application: string, tool: string, ...args: readonly string[]): Promise<string> {
    try {
      return (await this.#ops.model.unit(`${application}/leader`).exec(tool, ...args)).stdout
    } catch (error) {
      if (error instanceof TaskError) throw new ExecError(error.message)
      throw error
    }
  }

  async settle(timeoutSeconds: number): Promise<void> {
    try {
      await this.#ops.model.waitForIdle({ raiseOnError: false, timeoutSeconds })
    } catch (error) {
      if (error instanceof WaitError) throw new NotIdleError(error.message)
      throw error
    }
  }

  async units(application: string): Promise<readonly DrivenUnit[]> {
    const { applications } = await this.#ops.model.status()
    return Object.values(applications[application]?.units ?? {}).map(({ name, leader, workload, agent }) => {
      const failed = [workload, agent].find(({ current }) => current === "error")
      return { name, isLeader: leader, error: failed?.message }
    })
  }

  async errors(unit: string): Promise<readonly string[]> {
    const lines = (await this.#ops.model.debugLog()).split("\n")
    return lines.filter((line) => line.includes(`unit-${unit.replace("/", "-")}`))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ops.end()
  }
}
