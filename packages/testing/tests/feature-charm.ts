import {
  type ActionEvent,
  ActiveStatus,
  CharmBase,
  defineEvents,
  EventBase,
  type Framework,
  MaintenanceStatus,
  type RelationChangedEvent,
  type RelationDepartedEvent,
  type SecretChangedEvent,
  type SecretRemoveEvent,
  WaitingStatus,
} from "@charmkit/ops"
import { parseCharmSpec } from "@charmkit/ops/metadata"
import { Context } from "@charmkit/testing"

export class Noticed extends EventBase<{ readonly what: string }> {}

/** Uses every feature of Juju that a charm can use. */
export class FeatureCharm extends CharmBase {
  readonly own = defineEvents(this, { noticed: Noticed })
  readonly state = this.storedState({ count: 0 })

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.on.install, this.install)
    this.observe(this.on.configChanged, this.configure)
    this.observe(this.on.updateStatus, this.count)
    this.observe(this.on.relation("db").changed, this.answer)
    this.observe(this.on.relation("db").departed, this.departed)
    this.observe(this.on.relation("db").broken, this.broken)
    this.observe(this.on.action("backup"), this.backup)
    this.observe(this.on.secretChanged, this.readSecret)
    this.observe(this.on.secretRotate, this.rotate)
    this.observe(this.on.secretExpired, this.expire)
    this.observe(this.on.secretRemove, this.expire)
    this.observe(this.own.noticed, this.note)
  }

  install(): void {
    this.unit.status = new MaintenanceStatus("installing")
    this.unit.setWorkloadVersion("1.2.3")
    this.unit.ports.open("80/tcp")
    this.unit.status = new ActiveStatus()
    if (this.unit.isLeader()) this.app.status = new ActiveStatus("all of it")
  }

  async configure(event: EventBase): Promise<void> {
    const mode = this.config.get("mode")
    this.log.info(`mode ${mode}`)
    await this.own.noticed.emit({ what: String(mode) })
    if (mode === "later") event.defer()
    if (mode === "broken") throw new RangeError("cannot be configured")
    if (mode === "forbidden") this.model.relations("db")[0]?.data(this.app).get("x")
  }

  count(): void {
    this.state.count += 1
  }

  answer({ relation, unit }: RelationChangedEvent): void {
    if (unit !== undefined) relation.data(this.unit).set("saw", relation.data(unit).get("greeting") ?? "")
    if (this.unit.isLeader()) relation.data(this.app).set("units", String(this.app.plannedUnits()))
  }

  departed({ relation, departingUnit, unit }: RelationDepartedEvent): void {
    this.log.info(`${departingUnit?.name} leaves, ${relation.units.length} stay`)
    if (unit !== undefined) this.log.info(`it said ${relation.data(unit).get("greeting")}`)
  }

  broken(): void {
    this.unit.status = new WaitingStatus(`${this.model.relations("db").length} left`)
  }

  backup(event: ActionEvent): void {
    event.log("working")
    event.setResults({ size: { bytes: 7 }, where: String(event.params.where) })
    if (event.params.where === "nowhere") event.fail("no such place")
  }

  readSecret({ secret }: SecretChangedEvent): void {
    const { password } = secret.getContent({ refresh: true })
    this.log.info(`password ${password}`)
  }

  rotate({ secret }: SecretChangedEvent): void {
    secret.setContent({ password: "fresh" })
  }

  expire(event: SecretRemoveEvent): void {
    event.removeRevision()
  }

  note({ data }: Noticed): void {
    this.log.debug(`noticed ${data.what}`)
  }
}

export const spec = parseCharmSpec({
  metadata: {
    name: "feature",
    summary: "a charm of the tests",
    description: "a charm of the tests",
    requires: { db: { interface: "db", limit: 2 } },
    provides: { web: { interface: "http" } },
    peers: { cluster: { interface: "cluster" } },
  },
  config: {
    options: {
      mode: { type: "string", default: "now" },
      size: { type: "int" },
      fast: { type: "boolean" },
      ratio: { type: "float" },
      key: { type: "secret" },
    },
  },
  actions: { backup: { params: { where: { type: "string", default: "here" } } } },
})

export const newContext = (unit = 0): Context<FeatureCharm> => new Context(FeatureCharm, { spec, unit })
