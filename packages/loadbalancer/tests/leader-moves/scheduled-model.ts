// Long because a schedule acts on the model, its charms and its cloud as one object; findings.ts checks the result.
import { SteppedModel } from "@charmkit/testing"
import type { InProcessCharm, InProcessExecution } from "minijuju"
import { Cloud, type Resource } from "./cloud.ts"
import { type Findings, findings, placeOf, type Wanted } from "./findings.ts"
import type { Stage } from "./plain-providers.ts"
import { namesBackends, requirerCharm, type Wishes, wantedContent } from "./requirer-charm.ts"
import type { Move, Schedule } from "./schedule.ts"

const PROVIDER = "lb"
const CONSUMERS = ["web", "shop"] as const
const NAMES = ["a", "b"] as const
const MOST_UNITS = 4

/** A call to the cloud, and after how many changes of leader it was made. */
interface Serving {
  readonly content: string
  readonly term: number
  readonly unit: string
  /** Whether the relation was being removed. */
  readonly isEnding: boolean
}

/** Effects of a running hook of the provider, which count only if it succeeds. */
interface Run {
  readonly touched: Set<number>
  readonly deleted: Set<string>
  readonly served: Map<string, Serving>
  /** Requests that the hook could read in its relation. */
  readonly seen: readonly string[]
}

/** Runs a schedule by Juju's rules until no hook is due, and returns the problems in the cloud. */
export async function runSchedule(
  { units, consumers, moves, picks }: Schedule,
  provider: InProcessCharm,
  stage: Stage,
): Promise<Findings> {
  const model = new ScheduledModel(provider, stage, { units, consumers })
  await model.settle(() => 0)
  for (const move of moves) await model.perform(move)
  let turn = 0
  const pick = () => picks[turn++ % picks.length] ?? 0
  model.calm()
  await model.settle(pick)
  // Juju runs update-status every few minutes.
  for (let i = 0; i < 2; i += 1) {
    model.updateStatus()
    await model.settle(pick)
  }
  return model.findings()
}

class ScheduledModel {
  readonly #model = new SteppedModel()
  readonly #cloud = new Cloud()
  readonly #stage: Stage
  #wasBusy = false
  readonly #consumers: readonly string[]
  readonly #wishes = new Map<string, Map<string, number>>()
  readonly #runs = new Map<string, Run>()
  readonly #seen = new Map<string, Set<string>>()
  /** What a successful hook has served last, by place, and after how many changes of leader. */
  readonly #served = new Map<string, Serving>()
  #leader: string | undefined
  #term = 0
  /** Ids of relations that are being removed, or are gone. */
  readonly #dying = new Set<number>()
  /** Units that were being removed when they ran relation-broken. */
  readonly #leftAtTheEnd = new Set<string>()
  readonly #deletedByKilled = new Set<string>()
  readonly #invented: string[] = []
  readonly #needless: string[] = []
  #read = 0
  #tick = 0

  constructor(
    provider: InProcessCharm,
    stage: Stage,
    { units, consumers }: Pick<Schedule, "units" | "consumers">,
  ) {
    this.#consumers = CONSUMERS.slice(0, consumers)
    this.#stage = stage
    stage.cloud = this.#cloud
    stage.isBusy = false
    const watched = {
      ...provider,
      run: (execution: InProcessExecution) => this.#watch(execution, () => provider.run(execution)),
    }
    this.#model.deploy(watched, { name: PROVIDER, units })
    const asking = requirerCharm((application): Wishes => this.#wishes.get(application) ?? new Map())
    for (const name of this.#consumers) {
      this.#wishes.set(name, new Map([["a", 0]]))
      this.#model.deploy(asking, { name })
      this.#model.integrate(name, PROVIDER)
    }
  }

  async perform({ kind, which }: Move): Promise<void> {
    const model = this.#model
    const alive = model.units(PROVIDER).filter((unit) => model.isAlive(unit))
    const unit = choose(alive, which)
    const waiting = choose(this.#waiting(), which)
    const running = choose(model.running, which)
    const consumer = choose(this.#consumers, which) ?? ""
    switch (kind) {
      case "step":
        if (waiting !== undefined) await model.step(waiting)
        break
      case "begin":
        if (waiting !== undefined) await model.begin(waiting)
        break
      case "end":
        if (running !== undefined) model.end(running)
        break
      case "kill":
      case "crash":
        if (waiting !== undefined) await this.#kill(waiting, kind === "crash" ? which % 4 : undefined)
        break
      case "leader":
        if (unit !== undefined) model.setLeader(unit)
        break
      case "add-unit":
        if (alive.length < MOST_UNITS) model.addUnit(PROVIDER)
        break
      case "remove-unit":
        if (unit !== undefined && alive.length > 1) model.removeUnit(unit)
        break
      case "configure":
        model.config(PROVIDER, { address: String(++this.#tick) })
        break
      case "ask":
        this.#ask(consumer, which >> 1)
        break
      case "add-backend":
        if (model.units(consumer).length < MOST_UNITS) model.addUnit(consumer)
        break
      case "remove-backend":
        this.#removeBackend(consumer, which)
        break
      case "relation":
        this.#changeRelation(consumer)
        break
      case "busy":
        this.#stage.isBusy = !this.#stage.isBusy
        this.#wasBusy = true
        break
      case "update-status":
        if (unit !== undefined) model.updateStatus(unit)
    }
    this.#takeEnded()
    await this.#runConsumers()
  }

  async settle(pick: () => number): Promise<void> {
    for (const unit of this.#model.running) this.#model.end(unit)
    for (let count = 0; ; count += 1) {
      this.#takeEnded()
      await this.#runConsumers()
      const unit = choose(this.#waiting(), pick())
      if (unit === undefined) return
      if (count === 500) throw new Error("the schedule never comes to an end")
      await this.#model.step(unit)
    }
  }

  /** A charm that was busy can serve again; its operator has it look at all requests. */
  calm(): void {
    if (this.#wasBusy) this.#model.config(PROVIDER, { address: String(++this.#tick) })
    this.#stage.isBusy = false
  }

  updateStatus(): void {
    for (const unit of this.#model.units(PROVIDER))
      if (this.#model.isAlive(unit)) this.#model.updateStatus(unit)
  }

  findings(): Findings {
    return findings({
      resources: [...this.#cloud.resources.values()],
      wanted: this.#wanted(),
      relations: new Set(this.#model.relations(PROVIDER).map(({ id }) => id)),
      seenByLeader: this.#seen.get(this.#model.leader(PROVIDER) ?? "") ?? new Set(),
      deletedByKilled: this.#deletedByKilled,
      servedByRemoved: this.#servedByRemoved(),
      invented: this.#invented,
      needless: this.#needless,
      hooks: this.#model.ended,
    })
  }

  #servedByRemoved(): ReadonlySet<string> {
    const served = [...this.#served].filter(
      ([, { isEnding, unit }]) => isEnding && this.#leftAtTheEnd.has(unit),
    )
    return new Set(served.map(([place]) => place))
  }

  #waiting(): readonly string[] {
    return this.#model.waiting.filter((unit) => unit.startsWith(`${PROVIDER}/`))
  }

  /** Returns the current requests in the databags. */
  #wanted(): ReadonlyMap<string, Wanted> {
    const wanted = new Map<string, Wanted>()
    for (const { id, databags } of this.#model.relations(PROVIDER)) {
      const consumer = this.#consumers.find((name) => name in databags) ?? ""
      const units = this.#model
        .units(consumer)
        .filter((unit) => this.#model.isAlive(unit))
        .flatMap((unit) => databags[unit]?.["ingress-address"] ?? [])
      for (const [name, version] of this.#wishes.get(consumer) ?? [])
        wanted.set(`${id}/${name}`, {
          content: wantedContent(name, version, units),
          answered: `response_${name}` in (databags[PROVIDER] ?? {}),
        })
    }
    return wanted
  }

  /** @param calls number of calls to the cloud before the hook is killed; default: it is not killed */
  async #kill(unit: string, calls = Number.POSITIVE_INFINITY): Promise<void> {
    this.#cloud.limit(calls)
    await this.#model.begin(unit)
    this.#model.kill(unit)
    this.#cloud.limit(Number.POSITIVE_INFINITY)
  }

  #ask(consumer: string, number: number): void {
    const wishes = this.#wishes.get(consumer)
    const name = NAMES[number % 2] ?? "a"
    const version = (number >> 1) % 4
    // Two versions of each request; any other number withdraws it.
    if (version > 1) wishes?.delete(name)
    else wishes?.set(name, version)
    this.#model.config(consumer, { tick: ++this.#tick })
  }

  /** The last unit stays: without any the load balancer keeps its backends until there are others. */
  #removeBackend(consumer: string, which: number): void {
    const alive = this.#model.units(consumer).filter((unit) => this.#model.isAlive(unit))
    const unit = choose(alive, which)
    if (unit !== undefined && alive.length > 1) this.#model.removeUnit(unit)
  }

  #changeRelation(consumer: string): void {
    try {
      const [relation] = this.#model.relations(consumer)
      if (relation === undefined) this.#model.integrate(consumer, PROVIDER)
      else {
        this.#model.removeRelation(consumer, PROVIDER)
        this.#dying.add(relation.id)
      }
    } catch (error) {
      if (!(error instanceof Error && /being removed|not found/.test(error.message))) throw error
    }
  }

  /** Runs all hooks of requirers at once: the schedule only varies the order of the provider's hooks. */
  async #runConsumers(): Promise<void> {
    for (;;) {
      const unit = this.#model.waiting.find((one) => !one.startsWith(`${PROVIDER}/`))
      if (unit === undefined) return
      await this.#model.step(unit)
    }
  }

  async #watch(execution: InProcessExecution, run: () => Promise<number>): Promise<number> {
    const { JUJU_UNIT_NAME: unit = "" } = execution.env
    const current: Run = {
      touched: new Set(),
      deleted: new Set(),
      served: new Map(),
      seen: shown(execution),
    }
    this.#runs.set(unit, current)
    this.#cloud.onPut = (resource) => {
      current.touched.add(resource.number)
      const isEnding = this.#dying.has(resource.relationId)
      current.served.set(placeOf(resource), { content: resource.content, term: this.#term, unit, isEnding })
    }
    this.#cloud.onDelete = (resource) => {
      current.deleted.add(placeOf(resource))
      this.#deleted(resource)
    }
    return run()
  }

  #deleted(resource: Resource): void {
    const place = placeOf(resource)
    const copies = [...this.#cloud.resources.values()].filter((one) => placeOf(one) === place)
    if (copies.length === 1 && this.#wanted().has(place) && !this.#dying.has(resource.relationId))
      this.#invented.push(place)
    this.#served.delete(place)
  }

  /** Commits the effects of hooks that have succeeded. */
  #takeEnded(): void {
    const leader = this.#model.leader(PROVIDER)
    if (leader !== this.#leader) this.#term += 1
    this.#leader = leader
    for (const { unit, hook, outcome } of this.#model.ended.slice(this.#read)) {
      const run = this.#runs.get(unit)
      this.#runs.delete(unit)
      // The requirers' hooks are not watched.
      if (run === undefined) continue
      if (hook.includes("relation-broken") && !this.#model.isAlive(unit)) this.#leftAtTheEnd.add(unit)
      for (const place of run.deleted) {
        if (outcome === "ok") this.#deletedByKilled.delete(place)
        else this.#deletedByKilled.add(place)
      }
      if (outcome === "ok") this.#count(unit, run, hook.startsWith("leader-elected"))
      else for (const place of run.served.keys()) this.#served.delete(place)
    }
    this.#read = this.#model.ended.length
  }

  #count(unit: string, run: Run, isElected: boolean): void {
    this.#cloud.commit(run.touched)
    const seen = this.#seen.get(unit) ?? new Set()
    this.#seen.set(unit, seen)
    for (const place of run.seen) seen.add(place)
    for (const [place, serving] of run.served) {
      const before = this.#served.get(place)
      // A new leader cannot know with which default backends the last one has served a request.
      // Nor in leader-elected, if a hook that had failed was repeated before it.
      const mayRepeat =
        !namesBackends(place.split("/")[1] ?? "") && (isElected || before?.term !== serving.term)
      if (before?.content === serving.content && !mayRepeat) this.#needless.push(`${place} by ${unit}`)
      this.#served.set(place, serving)
    }
  }
}

function choose<T>(list: readonly T[], number: number): T | undefined {
  return list[number % Math.max(1, list.length)]
}

/** Returns the requests in a hook's relation, as places. */
function shown({ env, runTool }: InProcessExecution): readonly string[] {
  const { JUJU_RELATION_ID: id, JUJU_REMOTE_APP: app } = env
  if (id === undefined || app === undefined) return []
  const { code, stdout } = runTool("relation-get", ["--format=json", "-r", id, "--app", "-", app])
  if (code !== 0) return []
  const bag: unknown = JSON.parse(Buffer.from(stdout).toString())
  return Object.keys(Object(bag))
    .filter((key) => key.startsWith("request_"))
    .map((key) => `${id.split(":")[1]}/${key.slice("request_".length)}`)
}
