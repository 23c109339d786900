import type { ModelStatus, OpsTest, OptionValue } from "@charmkit/testing/juju"
import type { Databag } from "./case.ts"
import type { CharmEndpoint } from "./charm-endpoint.ts"
import { PROBE, PROBE_ENDPOINT, packProbe } from "./probe.ts"

/** Application of the charm under test. */
export const SUBJECT = "subject"

/** How the charm is deployed. */
export interface StageOptions {
  readonly config?: Readonly<Record<string, OptionValue>>
  readonly trust?: boolean
  /** Longest wait for an idle model, in seconds. Default 600. */
  readonly timeoutSeconds?: number
}

/** A unit of the charm under test is in error. */
export class CharmInError extends Error {}

/** A model with the charm under test and the probe, which are related. */
export class Stage {
  readonly #ops: OpsTest
  readonly #place: CharmEndpoint
  readonly #timeoutSeconds: number
  #status: ModelStatus
  #relation = ""
  #poked = 0

  private constructor(ops: OpsTest, place: CharmEndpoint, timeoutSeconds: number, status: ModelStatus) {
    this.#ops = ops
    this.#place = place
    this.#timeoutSeconds = timeoutSeconds
    this.#status = status
  }

  /** Deploys both charms and relates them. */
  static async set(
    ops: OpsTest,
    archive: string,
    place: CharmEndpoint,
    { config = {}, trust = false, timeoutSeconds = 600 }: StageOptions,
  ): Promise<Stage> {
    const { model } = ops
    const probe = await packProbe(ops.tmpPath, place.side)
    // A failed hook runs again when the runner has restored the databags, not in the middle of that.
    await ops.juju("model-config", "--model", ops.modelName, "automatically-retry-hooks=false")
    await model.deploy(archive, { applicationName: SUBJECT, config, args: trust ? ["--trust"] : [] })
    await model.deploy(probe, { applicationName: PROBE })
    const stage = new Stage(ops, place, timeoutSeconds, await model.status())
    await stage.settle()
    await stage.relate()
    return stage
  }

  /** Waits until the model is idle. */
  async settle(): Promise<void> {
    const waited = { raiseOnError: false, timeoutSeconds: this.#timeoutSeconds }
    this.#status = await this.#ops.model.waitForIdle(waited)
  }

  /** @throws CharmInError with Juju's words */
  assertNotInError(): void {
    const [unit] = this.#unitsInError()
    if (unit !== undefined) throw new CharmInError(`${unit.name} is in error: ${unit.workload.message}`)
  }

  /** The application databag of the charm under test; empty if there is no relation. */
  async written(): Promise<Databag> {
    if (this.#relation === "") return {}
    const unit = Object.keys(this.#subjectUnits())[0] ?? SUBJECT
    return this.#relationGet(`${PROBE}/leader`, unit)
  }

  /** Writes into the probe's application databag; empty values delete. */
  async write(values: Databag): Promise<void> {
    await this.#relationSet(`${PROBE}/leader`, values, "--app")
  }

  async poke(values: Databag): Promise<void> {
    this.#poked += 1
    await this.#relationSet(`${PROBE}/leader`, { ...values, "conformance-poke": String(this.#poked) })
  }

  /** Writes into the charm's own application databag. */
  async spoil(values: Databag): Promise<void> {
    await this.#relationSet(`${SUBJECT}/leader`, values, "--app")
  }

  async moveLeader(): Promise<void> {
    const { model } = this.#ops
    if (Object.keys(this.#subjectUnits()).length === 1) {
      await model.application(SUBJECT).addUnits()
      await this.settle()
      this.assertNotInError()
    }
    await model.moveLeader(SUBJECT)
  }

  async relate(): Promise<void> {
    await this.#ops.model.integrate(...this.#ends())
    await this.settle()
    const { stdout } = await this.#probe("relation-ids", "--format=json", PROBE_ENDPOINT)
    const ids: unknown = JSON.parse(stdout)
    this.#relation = Array.isArray(ids) ? String(ids[0] ?? "") : ""
  }

  async unrelate(): Promise<void> {
    this.#relation = ""
    await this.#ops.model.removeRelation(...this.#ends())
  }

  get isRelated(): boolean {
    return this.#relation !== ""
  }

  get isInError(): boolean {
    return this.#unitsInError().length > 0
  }

  /** Runs failed hooks again; what fails even so is skipped. */
  async recover(): Promise<void> {
    for (const retry of [true, false]) {
      if (!this.isInError) return
      for (const { name } of this.#unitsInError()) await this.#ops.model.unit(name).resolve({ retry })
      await this.settle()
    }
    this.assertNotInError()
  }

  /** The last lines of the charm's log that tell about an error. */
  async errors(): Promise<string[]> {
    const log = await this.#ops.model.debugLog(60)
    const lines = log.split("\n").filter((line) => line.includes(`unit-${SUBJECT}`))
    return lines.filter((line) => /error|traceback|exception/i.test(line)).slice(-3)
  }

  #ends(): [string, string] {
    return [`${SUBJECT}:${this.#place.endpoint}`, `${PROBE}:${PROBE_ENDPOINT}`]
  }

  #subjectUnits() {
    return this.#status.applications[SUBJECT]?.units ?? {}
  }

  #unitsInError() {
    return Object.values(this.#subjectUnits()).filter(
      ({ workload, agent }) => workload.current === "error" || agent.current === "error",
    )
  }

  async #relationSet(unit: string, values: Databag, ...options: readonly string[]): Promise<void> {
    const pairs = Object.entries(values).map(([key, value]) => `${key}=${value}`)
    if (pairs.length === 0) return
    await this.#ops.model.unit(unit).exec("relation-set", "-r", this.#relation, ...options, ...pairs)
  }

  async #relationGet(unit: string, of: string): Promise<Databag> {
    const args = ["--format=json", "-r", this.#relation, "--app", "-", of]
    const { stdout } = await this.#ops.model.unit(unit).exec("relation-get", ...args)
    const read: unknown = JSON.parse(stdout || "{}")
    const entries = typeof read === "object" && read !== null ? Object.entries(read) : []
    return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]))
  }

  #probe(command: string, ...args: readonly string[]) {
    return this.#ops.model.unit(`${PROBE}/leader`).exec(command, ...args)
  }
}
