import { MinijujuEngine } from "./minijuju-engine.ts"
import { Normaliser } from "./normalise.ts"
import type { Recording, Step } from "./recording.ts"

/** Does the steps of a scenario on minijuju and returns what happened, in the form of a recording. */
export async function runScenario(scenario: Recording, juju: "3.6" | "4.0"): Promise<Recording> {
  const engine = await MinijujuEngine.start(scenario, juju)
  try {
    const normaliser = new Normaliser(engine.model, engine.version)
    const steps: Step[] = []
    let seen = 0
    for (const step of scenario.steps) {
      if (step.kind === "command") {
        const { rc, stdout, stderr } = await engine.command(step.command)
        steps.push({ ...step, rc, stdout: normaliser.text(stdout), stderr: normaliser.text(stderr) })
      } else if (step.kind === "operator") {
        const unit = /until (\S+) leads, and started again/.exec(step.operator)?.[1]
        if (unit !== undefined) await engine.setLeader(unit)
        steps.push(step)
      } else {
        await engine.settle(step.inError)
        const { leaders, inError, units } = engine
        const hooks = engine.hooks()
        const news = hooks.slice(seen).map((hook) => normaliser.hook(hook))
        seen = hooks.length
        steps.push({ kind: "settle", units, leaders, inError, hooks: news })
      }
    }
    return { ...scenario, juju: engine.version, steps }
  } finally {
    await engine.stop()
  }
}
