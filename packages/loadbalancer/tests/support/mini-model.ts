import { type CharmClass, dispatch } from "@charmkit/ops"
import { HookToolError } from "@charmkit/ops/hook-tools"
import { parseCharmSpec } from "@charmkit/ops/metadata"
import {
  CharmRun,
  executeInProcess,
  getUnit,
  type InProcessCharm,
  type InProcessExecution,
  Observer,
} from "minijuju/state-transition"
import {
  appOf,
  type Bag,
  type HookOptions,
  hookOf,
  type MiniApp,
  type MiniParts,
  type MiniRelation,
  stateOf,
} from "./mini-state.ts"

/**
 * Applications, units, leaders and the databags between them, in which a test runs any hook at any time, also where Juju would not: the
 * recordings of the Python library do the same. Tools and commits are minijuju's; `settle` runs `relation-changed` until nothing changes.
 */
export class MiniModel implements MiniParts {
  readonly relations: MiniRelation[] = []
  readonly state = new Map<string, Bag>()
  /** `[unit] tool argument …` of all hooks. */
  readonly calls: string[] = []
  readonly logs: string[] = []
  /** Errors of hook tools, by tool and last argument (`relation-get web/0`). */
  refusing: Readonly<Record<string, string>> = {}
  readonly apps = new Map<string, MiniApp>()
  readonly units: string[] = []
  readonly #seen = new Map<string, string>()

  addApp(
    name: string,
    CharmClass: CharmClass,
    endpoints: Record<string, Record<string, string>>,
    units = 1,
  ): string[] {
    const described = { name, summary: "a charm", description: "a charm", ...sides(endpoints) }
    this.apps.set(name, { CharmClass, spec: parseCharmSpec({ metadata: described }), leader: `${name}/0` })
    return Array.from({ length: units }, (_, index) => this.addUnit(`${name}/${index}`))
  }

  addUnit(unit: string): string {
    this.units.push(unit)
    this.state.set(unit, new Map())
    return unit
  }

  setLeader(app: string, unit: string | undefined): void {
    this.#app(app).leader = unit
  }

  relate(id: number, endpoints: Readonly<Record<string, string>>): MiniRelation {
    const relation: MiniRelation = { id, endpoints, bags: new Map(), joined: new Set(), alive: true }
    this.relations.push(relation)
    for (const unit of this.units) if (appOf(unit) in endpoints) relation.joined.add(unit)
    return relation
  }

  /** Gives the units of a relation addresses, and writes them into their databags as Juju does when a unit enters the scope. */
  giveAddresses(relation: MiniRelation, addressOf: (unit: string) => string): void {
    for (const unit of relation.joined) {
      const address = addressOf(unit)
      const bag = this.bag(relation, unit).set("egress-subnets", `${address}/32`)
      bag.set("ingress-address", address).set("private-address", address)
    }
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
    const { CharmClass, spec } = this.#app(appOf(unit))
    const { relation } = options
    const state = stateOf(this, unit, hook === "relation-broken" ? relation : undefined)
    const run = new CharmRun(
      state,
      getUnit(state, unit),
      { kind: "hook", hook: hookOf(unit, hook, options) },
      new Observer(),
    )
    let failure: unknown
    const charm: InProcessCharm = {
      kind: "in-process",
      spec,
      run: ({ env, charmDir, runTool }) =>
        dispatch({
          CharmClass,
          env,
          charmDir,
          spec,
          runner: { run: (tool, args, stdin) => this.#tool(unit, runTool, tool, args, stdin) },
          onError: (error) => {
            failure = error
          },
        }),
    }
    const end = run.commit(await executeInProcess(run.context, charm, PLACE, 300_000))
    if (end.outcome !== "ok") throw failure ?? new Error(end.reason)
  }

  #tool(
    unit: string,
    runTool: InProcessExecution["runTool"],
    tool: string,
    args: readonly string[],
    stdin?: string,
  ): string {
    this.calls.push([`[${unit}]`, tool, ...args].join(" "))
    if (tool === "juju-log") this.logs.push(args.slice(1).join(" "))
    const refusal = this.refusing[`${tool} ${args.at(-1)}`]
    const { code, stdout, stderr } =
      refusal === undefined
        ? runTool(tool, args, stdin)
        : { code: 1, stdout: Buffer.of(), stderr: Buffer.from(`ERROR ${refusal}`) }
    if (code === 0) return Buffer.from(stdout).toString()
    throw new HookToolError({ tool, args, exitCode: code, stderr: Buffer.from(stderr).toString() })
  }

  /** Units that are not being removed. */
  plannedUnits(app: string): string[] {
    return this.units.filter((unit) => appOf(unit) === app)
  }

  removeUnit(unit: string): void {
    this.units.splice(this.units.indexOf(unit), 1)
    for (const relation of this.relations) relation.joined.delete(unit)
  }

  #app(name: string): MiniApp {
    const app = this.apps.get(name)
    if (app === undefined) throw new Error(`no application ${name}`)
    return app
  }
}

const versionOf = (bag: Bag): string => JSON.stringify([...bag].sort())
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

const PLACE = { charmDir: "/nowhere", toolsDir: "/nowhere/tools", socket: "@no-agent" }
