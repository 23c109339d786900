import type { ScenarioEngine } from "./engine.ts"
import { Normaliser } from "./normalise.ts"
import type { Recording, Step } from "./recording.ts"

/** Does the steps of a scenario, stops the engine, and returns what happened, in the form of a recording. */
export async function runScenario(scenario: Recording, engine: ScenarioEngine): Promise<Recording> {
  try {
    const normaliser = new Normaliser(engine.model, engine.version)
    const steps: Step[] = []
    let seen = 0
    for (const step of scenario.steps) {
      if (step.kind === "command") {
        const { rc, stdout, stderr } = await engine.command(
          step.command.map((word) => normaliser.filled(word)),
        )
        steps.push({ ...step, rc, stdout: normaliser.text(stdout), stderr: normaliser.text(stderr) })
      } else if (step.kind === "operator") {
        const unit = /until (\S+) leads, and started again/.exec(step.operator)?.[1]
        if (unit !== undefined) await engine.setLeader(unit)
        if (/^update-status runs/.test(step.operator)) await engine.updateStatus()
        steps.push(step)
      } else {
        const settled = await engine.settle(step)
        const hooks = engine.hooks()
        const news = hooks.slice(seen).map((hook) => normaliser.hook(hook))
        seen = hooks.length
        steps.push({ kind: "settle", ...settled, hooks: news })
      }
    }
    return { ...scenario, juju: engine.version, steps }
  } finally {
    await engine.stop()
  }
}
