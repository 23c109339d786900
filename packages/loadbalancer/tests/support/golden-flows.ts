import { CONSUMER_ENDPOINTS, consumerCharm, PROVIDER_ENDPOINTS, providerCharm } from "./charms.ts"
import { consume, provide, withoutOurKeys, withoutUnit } from "./golden-dispatch.ts"
import { MiniModel } from "./mini-model.ts"

/** A step of the flow file. Its shape is not validated: a wrong one would fail the comparison. */
export interface Step {
  readonly unit?: string
  readonly leader?: boolean
  readonly event?: string
  readonly script?: readonly string[]
  readonly set_consumer_unit?: Record<string, Record<string, string>>
}

export interface StepOutcome {
  readonly emitted: readonly string[]
  readonly local_app_after: Record<string, string>
}

/** Runs the steps of a flow, and returns the events and the application's databag for each dispatch. */
export async function runFlow(steps: readonly Step[]): Promise<StepOutcome[]> {
  const model = new MiniModel()
  const events: string[] = []
  let script: readonly string[] = []
  const acts = (event: string) => script.includes("always") === (event === "relation_changed")
  const consumer = consumerCharm(events, (charm, event) => acts(event) && consume(charm, script))
  const provider = providerCharm(events, (charm, event) => acts(event) && provide(charm, script))
  model.addApp("c", consumer, CONSUMER_ENDPOINTS, 2)
  model.addApp("p", provider, PROVIDER_ENDPOINTS, 2)
  const relation = model.relate(1, { c: "lb-provider", p: "lb-consumers" })
  const outcomes: StepOutcome[] = []
  for (const step of steps) {
    for (const [number, texts] of Object.entries(step.set_consumer_unit ?? {})) {
      for (const [key, value] of Object.entries(texts)) model.bag(relation, `c/${number}`).set(key, value)
    }
    if (step.unit === undefined || step.event === undefined) continue
    const [app = "", number = ""] = step.unit
    const unit = `${app}/${number}`
    model.setLeader(app, step.leader === true ? unit : undefined)
    script = step.script ?? []
    const hook = step.event.replaceAll("_", "-")
    await model.hook(unit, hook, hook.startsWith("relation-") ? { relation } : {})
    const local = withoutOurKeys(model.plain(relation, app))
    outcomes.push({ emitted: events.splice(0).map(withoutUnit), local_app_after: local })
  }
  return outcomes
}
