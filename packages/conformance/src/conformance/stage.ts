import type { Databag } from "./case.ts"
import type { CharmEndpoint } from "./charm-endpoint.ts"
import type { Deployment, DrivenUnit, Driver } from "./driver/driver.ts"
import { PROBE, PROBE_ENDPOINT, packProbe } from "./probe.ts"

/** Application of the charm under test. */
const SUBJECT = "subject"

/** Lines of a failed unit's log in a report. */
const LOG_LINES = 3

/** How the charm is deployed. */
export interface StageOptions extends Omit<Deployment, "name"> {
  /** Longest wait for an idle model, in seconds. Default 600. */
  readonly timeoutSeconds?: number
}

/** A unit of the charm under test is in error. */
export class CharmInError extends Error {
  override readonly name = "CharmInError"
}

/** A model with the charm under test and the probe, which are related. */
export class Stage {
  readonly #driver: Driver
  readonly #place: CharmEndpoint
  readonly #timeoutSeconds: number
  #units: readonly DrivenUnit[] = []
  #relation = ""
  #poked = 0
  /** Until the next action. */
  #written: Databag | undefined

  private constructor(driver: Driver, place: CharmEndpoint, timeoutSeconds: number) {
    this.#driver = driver
    this.#place = place
    this.#timeoutSeconds = timeoutSeconds
  }

  /**
   * Deploys both charms and relates them.
   * @throws CharmInError if the charm fails without anything to do
   */
  static async set(
    driver: Driver,
    archive: string,
    place: CharmEndpoint,
    { timeoutSeconds = 600, ...deployment }: StageOptions,
  ): Promise<Stage> {
    const stage = new Stage(driver, place, timeoutSeconds)
    await driver.deploy(archive, { name: SUBJECT, ...deployment })
    await driver.deploy(await packProbe(driver.folder, place.side), { name: PROBE })
    await stage.settle()
    await stage.assertNotInError()
    await stage.relate()
    return stage
  }

  /** Waits until the model is idle. */
  async settle(): Promise<void> {
    await this.#driver.settle(this.#timeoutSeconds)
    this.#units = await this.#driver.units(SUBJECT)
    this.#written = undefined
  }

  /** @throws CharmInError with Juju's words and the end of the unit's log */
  async assertNotInError(): Promise<void> {
    const [unit] = this.#unitsInError()
    if (unit === undefined) return
    const log = await this.#driver.errors(unit.name)
    throw new CharmInError([`a unit is in error: ${unit.error}`, ...telling(log)].join("\n"))
  }

  get isInError(): boolean {
    return this.#unitsInError().length > 0
  }

  get isRelated(): boolean {
    return this.#relation !== ""
  }

  /** The application databag of the charm under test; empty if there is no relation. */
  async written(): Promise<Databag> {
    if (this.#relation === "") return {}
    this.#written ??= await this.#read()
    return this.#written
  }

  /** Writes into the probe's application databag; empty values delete. */
  write(values: Databag): Promise<void> {
    return this.#relationSet(PROBE, values, "--app")
  }

  /** Changes a key without meaning in the databag of the probe's unit. */
  poke(): Promise<void> {
    this.#poked += 1
    return this.#relationSet(PROBE, { "conformance-poke": String(this.#poked) })
  }

  /** Replaces what Juju has written into the databag of the probe's unit. */
  setAddress(address: string): Promise<void> {
    return this.#relationSet(PROBE, { "ingress-address": address })
  }

  /** Writes into the charm's own application databag. */
  spoil(values: Databag): Promise<void> {
    return this.#relationSet(SUBJECT, values, "--app")
  }

  /** @throws CharmInError if its hooks fail */
  async ensureSecondUnit(): Promise<void> {
    if (this.#units.length > 1) return
    await this.#driver.addUnit(SUBJECT)
    await this.settle()
    await this.assertNotInError()
  }

  async moveLeader(): Promise<void> {
    await this.#driver.moveLeader(SUBJECT)
  }

  /** Runs update-status, where that is possible. */
  async updateStatus(): Promise<void> {
    if (this.#driver.updateStatus === undefined) return
    await this.#driver.updateStatus()
    await this.settle()
  }

  async relate(): Promise<void> {
    await this.#driver.integrate(...this.#ends())
    await this.settle()
    const ids: unknown = JSON.parse(
      await this.#driver.exec(PROBE, "relation-ids", "--format=json", PROBE_ENDPOINT),
    )
    this.#relation = Array.isArray(ids) ? String(ids[0] ?? "") : ""
  }

  async unrelate(): Promise<void> {
    this.#relation = ""
    await this.#driver.removeRelation(...this.#ends())
  }

  /**
   * Runs failed hooks again; what fails even so is skipped.
   * @throws CharmInError if a unit stays in error
   */
  async recover(): Promise<void> {
    for (const retry of [true, false]) {
      if (!this.isInError) return
      for (const { name } of this.#unitsInError()) await this.#driver.resolve(name, retry)
      await this.settle()
    }
    await this.assertNotInError()
  }

  #ends(): [string, string] {
    return [`${SUBJECT}:${this.#place.endpoint}`, `${PROBE}:${PROBE_ENDPOINT}`]
  }

  #unitsInError() {
    return this.#units.filter(({ error }) => error !== undefined)
  }

  async #relationSet(application: string, values: Databag, ...options: readonly string[]): Promise<void> {
    const pairs = Object.entries(values).map(([key, value]) => `${key}=${value}`)
    if (pairs.length > 0)
      await this.#driver.exec(application, "relation-set", "-r", this.#relation, ...options, ...pairs)
  }

  async #read(): Promise<Databag> {
    const unit = this.#units[0]?.name ?? SUBJECT
    const args = ["--format=json", "-r", this.#relation, "--app", "-", unit]
    const read: unknown = JSON.parse((await this.#driver.exec(PROBE, "relation-get", ...args)) || "{}")
    const entries = typeof read === "object" && read !== null ? Object.entries(read) : []
    return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]))
  }
}

/** The lines that name an exception, without the stack around them; if there are none, the last ones. */
function telling(log: readonly string[]): readonly string[] {
  const named = log.filter((line) => /(?:Error|Exception)\b/.test(line))
  return (named.length > 0 ? named : log).slice(-LOG_LINES)
}
