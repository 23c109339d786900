import type { Databag, SharedKey } from "./case.ts"
import { PRIVATE_KEY } from "./certificate.ts"
import type { CharmEndpoint } from "./charm-endpoint.ts"
import type { Deployment, DrivenUnit, Driver } from "./driver/driver.ts"
import { PROBE, PROBE_ENDPOINT, packProbe, RIVAL } from "./probe.ts"

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
  /** Ids of the relations by the probe's application; without those that have ended. */
  readonly #relations = new Map<string, string>()
  #probe = ""
  #hasRival = false
  #poked = 0
  /** The charm's databags by the probe's application, until the next action. */
  readonly #written = new Map<string, Databag>()

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
    stage.#probe = await packProbe(driver.folder, place.side)
    await driver.deploy(stage.#probe, { name: PROBE })
    await stage.settle()
    await stage.assertNotInError()
    await stage.relate()
    return stage
  }

  /** Waits until the model is idle. */
  async settle(): Promise<void> {
    await this.#driver.settle(this.#timeoutSeconds)
    this.#units = await this.#driver.units(SUBJECT)
    this.#written.clear()
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
    return this.#relations.has(PROBE)
  }

  get hasRival(): boolean {
    return this.#relations.has(RIVAL)
  }

  /** The application databag of the charm under test; empty if there is no relation. */
  async written(probe = PROBE): Promise<Databag> {
    const relation = this.#relations.get(probe)
    if (relation === undefined) return {}
    const written = this.#written.get(probe) ?? (await this.#read(probe, relation))
    this.#written.set(probe, written)
    return written
  }

  /** Writes into the application databag of a probe; empty values delete. */
  write(values: Databag, probe = PROBE): Promise<void> {
    return this.#relationSet(probe, values, "--app")
  }

  /** Puts the suite's private key into a secret of the probe. @returns the secret's id */
  async shareKey({ requestId, application = PROBE, granted }: Omit<SharedKey, "write">): Promise<string> {
    const model = (await this.#driver.exec(PROBE, "printenv", "JUJU_MODEL_UUID")).trim()
    const content = [`tls-key=${PRIVATE_KEY}`, `bound-to=${model} ${application} ${requestId}`]
    const added = await this.#driver.exec(PROBE, "secret-add", "--owner", "application", ...content)
    const secret = added.trim()
    if (granted) await this.grant(secret)
    return secret
  }

  /** Lets the charm read a secret of the probe. */
  async grant(secret: string): Promise<void> {
    await this.#driver.exec(PROBE, "secret-grant", secret, "--relation", this.#relations.get(PROBE) ?? "")
  }

  /** Relates a second probe, which is deployed on first use. */
  async relateRival(): Promise<void> {
    if (!this.#hasRival) await this.#driver.deploy(this.#probe, { name: RIVAL })
    this.#hasRival = true
    await this.settle()
    await this.relate(RIVAL)
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

  async relate(probe = PROBE): Promise<void> {
    await this.#driver.integrate(...this.#ends(probe))
    await this.settle()
    const ids: unknown = JSON.parse(
      await this.#driver.exec(probe, "relation-ids", "--format=json", PROBE_ENDPOINT),
    )
    if (Array.isArray(ids) && ids.length > 0) this.#relations.set(probe, String(ids[0]))
  }

  async unrelate(probe = PROBE): Promise<void> {
    this.#relations.delete(probe)
    await this.#driver.removeRelation(...this.#ends(probe))
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

  #ends(probe: string): [string, string] {
    return [`${SUBJECT}:${this.#place.endpoint}`, `${probe}:${PROBE_ENDPOINT}`]
  }

  #unitsInError() {
    return this.#units.filter(({ error }) => error !== undefined)
  }

  async #relationSet(application: string, values: Databag, ...options: readonly string[]): Promise<void> {
    const pairs = Object.entries(values).map(([key, value]) => `${key}=${value}`)
    const relation = this.#relations.get(application === SUBJECT ? PROBE : application)
    if (pairs.length > 0 && relation !== undefined)
      await this.#driver.exec(application, "relation-set", "-r", relation, ...options, ...pairs)
  }

  async #read(probe: string, relation: string): Promise<Databag> {
    const unit = this.#units[0]?.name ?? SUBJECT
    const args = ["--format=json", "-r", relation, "--app", "-", unit]
    const read: unknown = JSON.parse((await this.#driver.exec(probe, "relation-get", ...args)) || "{}")
    const entries = typeof read === "object" && read !== null ? Object.entries(read) : []
    return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]))
  }
}

/** The lines that name an exception, without the stack around them; if there are none, the last ones. */
function telling(log: readonly string[]): readonly string[] {
  const named = log.filter((line) => /(?:Error|Exception)\b/.test(line))
  return (named.length > 0 ? named : log).slice(-LOG_LINES)
}
