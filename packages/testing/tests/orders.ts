import { SteppedModel } from "@charmkit/testing"
import type { InProcessCharm, JujuSeries } from "minijuju"

/** One operation on a model. Its numbers select among the units and relations that exist at that moment. */
export interface Move {
  readonly kind: (typeof KINDS)[number]
  readonly which: number
  readonly detail: number
  /** Number of hooks that run before it. */
  readonly steps: number
}

export const KINDS = [
  "late",
  "begin",
  "begin",
  "end",
  "end",
  "kill",
  "leader",
  "units",
  "config",
  "relation",
  "update-status",
] as const

const APPS = ["lb-consumer", "lb-provider"] as const
const MOST_UNITS = 3

/** A consumer and a provider with this number of units each, not related yet. */
export function newPair(
  consumer: InProcessCharm,
  provider: InProcessCharm,
  units: number,
  juju?: JujuSeries,
): SteppedModel {
  const model = new SteppedModel(juju === undefined ? {} : { juju })
  model.deploy(consumer, { name: "lb-consumer", units })
  model.deploy(provider, { name: "lb-provider", units, config: { address: "192.0.2.7" } })
  model.integrate("lb-consumer", "lb-provider")
  return model
}

export async function perform(model: SteppedModel, { steps, ...move }: Move): Promise<void> {
  for (let i = 0; i < steps; i += 1) {
    const unit = choose(model.waiting, move.which + i)
    if (unit !== undefined) await model.step(unit)
  }
  await disturb(model, move)
}

async function disturb(model: SteppedModel, { kind, which, detail }: Omit<Move, "steps">): Promise<void> {
  const app = APPS[which % 2] ?? "lb-consumer"
  const waiting = choose(model.waiting, which)
  switch (kind) {
    case "late":
      if (waiting !== undefined)
        await model.step(waiting, { late: [detail % 2 === 0 ? "leader-elected" : "config-changed"] })
      return
    case "begin":
      if (waiting !== undefined) await model.begin(waiting)
      return
    case "end": {
      const running = choose(model.running, which)
      if (running !== undefined) model.end(running)
      return
    }
    case "kill":
      if (waiting !== undefined) await model.step(waiting, { killAfter: detail % 12 })
      return
    case "leader": {
      const unit = choose(aliveUnits(model, app), detail)
      if (unit !== undefined) model.setLeader(unit)
      return
    }
    case "units":
      changeUnits(model, app, detail)
      return
    case "config":
      model.config("lb-consumer", changedConfig(detail))
      return
    case "relation":
      if (detail % 3 === 0) changeRelation(model)
      return
    case "update-status": {
      const unit = choose(aliveUnits(model, app), detail)
      if (unit !== undefined) model.updateStatus(unit)
    }
  }
}

function choose<T>(list: readonly T[], number: number): T | undefined {
  return list[number % Math.max(1, list.length)]
}

function aliveUnits(model: SteppedModel, app: string): readonly string[] {
  return model.units(app).filter((unit) => model.isAlive(unit))
}

function changeUnits(model: SteppedModel, app: string, detail: number): void {
  const alive = aliveUnits(model, app)
  const leaving = choose(alive, detail)
  if (detail % 2 === 0 && alive.length < MOST_UNITS) model.addUnit(app)
  else if (leaving !== undefined && alive.length > 1) model.removeUnit(leaving)
}

function changedConfig(detail: number): Record<string, number | boolean> {
  if (detail % 4 === 0) return { "load-balanced": detail % 8 === 0 }
  if (detail % 4 === 1) return { public: detail % 8 === 1 }
  return { port: 8000 + detail }
}

function changeRelation(model: SteppedModel): void {
  try {
    if (model.relations("lb-consumer").length > 0) model.removeRelation("lb-consumer", "lb-provider")
    else model.integrate("lb-consumer", "lb-provider")
  } catch (error) {
    // The unit or relation is already being removed; an operator would get the same message.
    if (!(error instanceof Error && /being removed|not found|exceed/.test(error.message))) throw error
  }
}
