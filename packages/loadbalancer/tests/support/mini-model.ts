// Long because it implements all parts of Juju that tests of both sides need, and its hooks share its databags.
import { type CharmClass, dispatch } from "@charmkit/ops"
import { HookToolError, type HookToolRunner } from "@charmkit/ops/hook-tools"
import { type CharmSpec, parseCharmSpec } from "@charmkit/ops/metadata"

export type Bag = Map<string, string>

export interface MiniRelation {
  readonly id: number
  readonly endpoints: Readonly<Record<string, string>>
  /** Databags by application or unit. */
  readonly bags: Map<string, Bag>
  /** Units in the relation's scope. */
  readonly joined: Set<string>
  alive: boolean
}

export interface HookOptions {
  readonly relation?: MiniRelation
  readonly remoteUnit?: string
  readonly departing?: string
}

interface App {
  readonly CharmClass: CharmClass
  readonly spec: CharmSpec
  leader: string | undefined
}

/**
 * Applications, units, leaders and the databags between them: enough of Juju to run charms of both sides against each other
 * through `dispatch`. Writes are committed when a hook succeeds, as in Juju 3.6; `settle` runs hooks until nothing changes.
 */
export class MiniModel {
  readonly relations: MiniRelation[] = []
  readonly state = new Map<string, Bag>()
  /** `[unit] tool argument …` of all hooks. */
  readonly calls: string[] = []
  readonly logs: string[] = []
  /** Errors of hook tools, by tool and last argument (`relation-get web/0`). */
  refusing: Readonly<Record<string, string>> = {}
  readonly #apps = new Map<string, App>()
  readonly #units: string[] = []
  readonly #seen = new Map<string, string>()

  addApp(
    name: string,
    CharmClass: CharmClass,
    endpoints: Record<string, Record<string, string>>,
    units = 1,
  ): string[] {
    const described = { name, summary: "a charm", description: "a charm", ...sides(endpoints) }
    this.#apps.set(name, { CharmClass, spec: parseCharmSpec({ metadata: described }), leader: `${name}/0` })
    return Array.from({ length: units }, (_, index) => this.addUnit(`${name}/${index}`))
  }

  addUnit(unit: string): string {
    this.#units.push(unit)
    this.state.set(unit, new Map())
    return unit
  }

  setLeader(app: string, unit: string | undefined): void {
    this.#app(app).leader = unit
  }

  relate(id: number, endpoints: Readonly<Record<string, string>>): MiniRelation {
    const relation: MiniRelation = { id, endpoints, bags: new Map(), joined: new Set(), alive: true }
    this.relations.push(relation)
    for (const unit of this.#units) if (appOf(unit) in endpoints) relation.joined.add(unit)
    return relation
  }

  bag(relation: MiniRelation, entity: string): Bag {
    const bag = relation.bags.get(entity) ?? new Map()
    relation.bags.set(entity, bag)
    return bag
  }

  plain(relation: MiniRelation, entity: string): Record<string, string> {
    return Object.fromEntries([...this.bag(relation, entity)].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** Runs `relation-created` for every unit of the relation, then all resulting hooks. */
  async integrate(relation: MiniRelation): Promise<void> {
    for (const unit of relation.joined) await this.hook(unit, "relation-created", { relation })
    await this.settle()
  }

  /** Runs `relation-changed` in all units that have not seen the newest data, until all have. */
  async settle(): Promise<void> {
    for (let round = 0; round < 50; round += 1) {
      const due = this.#due()
      if (due === undefined) return
      const { unit, relation, entity, version } = due
      this.#seen.set(`${unit} ${relation.id} ${entity}`, version)
      await this.hook(
        unit,
        "relation-changed",
        entity.includes("/") ? { relation, remoteUnit: entity } : { relation },
      )
    }
    throw new Error("the charms never come to rest")
  }

  /** Marks all data as seen by a unit whose last hook has read everything. */
  skipTo(unit: string): void {
    for (const { id, bags } of this.relations)
      for (const [entity, bag] of bags) this.#seen.set(`${unit} ${id} ${entity}`, versionOf(bag))
  }
  #due(): { unit: string; relation: MiniRelation; entity: string; version: string } | undefined {
    for (const relation of this.relations.filter(({ alive }) => alive)) {
      for (const unit of relation.joined) {
        for (const [entity, bag] of relation.bags) {
          if (appOf(entity) === appOf(unit)) continue
          const version = versionOf(bag)
          if ((this.#seen.get(`${unit} ${relation.id} ${entity}`) ?? "[]") !== version) {
            return { unit, relation, entity, version }
          }
        }
      }
    }
    return undefined
  }

  /** Runs one hook to its end. @param hook without the endpoint: `relation-changed`, `leader-elected` */
  async hook(unit: string, hook: string, options: HookOptions = {}): Promise<void> {
    const { relation, remoteUnit, departing } = options
    const { CharmClass, spec } = this.#app(appOf(unit))
    const run = new HookRun(
      this,
      unit,
      this.#app(appOf(unit)).leader === unit,
      hook.endsWith("broken") ? relation : undefined,
    )
    const endpoint = relation?.endpoints[appOf(unit)]
    const env = {
      JUJU_UNIT_NAME: unit,
      JUJU_MODEL_NAME: "mini",
      JUJU_VERSION: "3.6.28",
      JUJU_DISPATCH_PATH: `hooks/${endpoint === undefined ? "" : `${endpoint}-`}${hook}`,
      ...(relation !== undefined && {
        JUJU_RELATION: endpoint,
        JUJU_RELATION_ID: `${endpoint}:${relation.id}`,
        JUJU_REMOTE_APP: remoteApp(relation, appOf(unit)),
        JUJU_REMOTE_UNIT: remoteUnit ?? "",
        JUJU_DEPARTING_UNIT: departing ?? "",
      }),
    }
    let failure: unknown
    const onError = (error: unknown) => {
      failure = error
    }
    const code = await dispatch({ CharmClass, env, runner: run, charmDir: "/nowhere", spec, onError })
    if (code !== 0) throw failure
    run.commit()
  }

  /** Units that are not being removed. */
  plannedUnits(app: string): string[] {
    return this.#units.filter((unit) => appOf(unit) === app)
  }

  removeUnit(unit: string): void {
    this.#units.splice(this.#units.indexOf(unit), 1)
    for (const relation of this.relations) relation.joined.delete(unit)
  }

  #app(name: string): App {
    const app = this.#apps.get(name)
    if (app === undefined) throw new Error(`no application ${name}`)
    return app
  }
}

const versionOf = (bag: Bag): string => JSON.stringify([...bag].sort())
const appOf = (unit: string): string => unit.split("/")[0] ?? unit

function remoteApp({ endpoints }: MiniRelation, own: string): string {
  return Object.keys(endpoints).find((app) => app !== own) ?? own
}

function sides(endpoints: Record<string, Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(endpoints).map(([side, byName]) => [
      side,
      Object.fromEntries(
        Object.entries(byName).map(([name, interfaceName]) => [name, { interface: interfaceName }]),
      ),
    ]),
  )
}

/** The hook tools of one hook. */
class HookRun implements HookToolRunner {
  readonly #model: MiniModel
  readonly #unit: string
  readonly #leader: boolean
  readonly #broken: MiniRelation | undefined
  readonly #writes: (() => void)[] = []

  constructor(model: MiniModel, unit: string, leader: boolean, broken: MiniRelation | undefined) {
    this.#model = model
    this.#unit = unit
    this.#leader = leader
    this.#broken = broken
  }

  commit(): void {
    for (const write of this.#writes) write()
  }

  run(tool: string, args: readonly string[], stdin = ""): string {
    this.#model.calls.push([`[${this.#unit}]`, tool, ...args].join(" "))
    const refusal = this.#model.refusing[`${tool} ${args.at(-1)}`]
    if (refusal !== undefined) throw failed(tool, args, refusal)
    switch (tool) {
      case "is-leader":
        return JSON.stringify(this.#leader)
      case "relation-ids":
        return JSON.stringify(this.#ids(args[0] ?? ""))
      case "relation-list":
        return this.#list(args)
      case "relation-get":
        return this.#get(args)
      case "relation-set":
        return this.#set(args, stdin)
      case "state-get":
        return JSON.stringify(Object.fromEntries(this.#model.state.get(this.#unit) ?? []))
      case "state-set":
        return this.#later(() => merge(this.#model.state.get(this.#unit), stdin, false))
      case "state-delete":
        return this.#later(() => this.#model.state.get(this.#unit)?.delete(args[0] ?? ""))
      case "juju-log":
        this.#model.logs.push(args.slice(1).join(" "))
        return ""
      case "goal-state":
        return JSON.stringify({ units: this.#goal(), relations: {} })
      case "secret-get":
        throw failed(tool, args, "secret not found")
      default:
        throw new Error(`the mini model has no ${tool}`)
    }
  }

  #ids(endpoint: string): string[] {
    return this.#model.relations
      .filter((one) => one.alive && one !== this.#broken && one.endpoints[appOf(this.#unit)] === endpoint)
      .map(({ id }) => `${endpoint}:${id}`)
  }

  #list(args: readonly string[]): string {
    const relation = this.#relation(args)
    const other = remoteApp(relation, appOf(this.#unit))
    if (args.includes("--app")) return JSON.stringify(other)
    return JSON.stringify([...relation.joined].filter((unit) => appOf(unit) === other).sort())
  }

  #get(args: readonly string[]): string {
    const relation = this.#relation(args)
    const entity = args.at(-1) ?? ""
    // Juju: only the leader can read its own application's databag.
    if (entity === appOf(this.#unit) && !this.#leader) throw failed("relation-get", args, "permission denied")
    return JSON.stringify(this.#model.plain(relation, entity))
  }

  #set(args: readonly string[], stdin: string): string {
    const app = args.includes("--app")
    if (app && !this.#leader) throw failed("relation-set", args, "cannot write relation settings")
    const relation = this.#relation(args)
    return this.#later(() =>
      merge(this.#model.bag(relation, app ? appOf(this.#unit) : this.#unit), stdin, true),
    )
  }

  #later(write: () => void): string {
    this.#writes.push(write)
    return ""
  }

  #relation(args: readonly string[]): MiniRelation {
    const ref = args[args.indexOf("-r") + 1] ?? ""
    const id = Number(ref.split(":")[1])
    const found = this.#model.relations.find((one) => one.alive && one.id === id)
    if (found === undefined) throw failed("relation", args, "relation not found")
    return found
  }

  #goal(): Record<string, { status: string; since: string }> {
    const active = { status: "active", since: "2026-01-01 00:00:00Z" }
    return Object.fromEntries(this.#model.plannedUnits(appOf(this.#unit)).map((unit) => [unit, active]))
  }
}

function failed(tool: string, args: readonly string[], stderr: string): HookToolError {
  return new HookToolError({ tool, args, exitCode: 1, stderr: `ERROR ${stderr}` })
}

function merge(bag: Bag | undefined, json: string, deletes: boolean): void {
  const values: unknown = JSON.parse(json)
  for (const [key, value] of Object.entries(Object(values))) {
    if (value === "" && deletes) bag?.delete(key)
    else bag?.set(key, String(value))
  }
}
