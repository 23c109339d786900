import { readDeclaration } from "../../charm/archive.ts"
import type { PersistentModel } from "../../controller/persistent-model.ts"
import { unitsInError } from "../../model/settled.ts"
import { unitStatus } from "../../operator/unit-status.ts"
import { MinijujuError } from "../../state/errors.ts"
import type { DevEvent } from "./events.ts"

/**
 * Reports what happens in a model, and applies one archive after the other, until `next` resolves to undefined or
 * the model ends. Runs in the background process.
 */
export async function develop(
  persistent: PersistentModel,
  next: () => Promise<string | undefined>,
  report: (event: DevEvent) => void,
): Promise<void> {
  const { engine, model } = persistent
  let unsettled = false
  let end = () => {}
  const ended = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined)
  })
  const check = () => {
    if (engine.stopping) end()
    if (!unsettled || !engine.isIdle || engine.stopping) return
    unsettled = false
    const errors = unitsInError(engine.agents).map((unit) => ({
      unit: unit.name,
      message: unitStatus(engine.state, unit).message,
    }))
    report({ event: "settled", errors })
  }
  const listeners = [
    engine.watch(check),
    model.listen((event) => {
      if (event.type === "hook-started") unsettled = true
      if (event.type === "hook-finished") report(hookEvent(event))
      if (event.type === "log") {
        const { entity, level, module, message } = event
        report({ event: "log", unit: entity, level, module, message })
      }
    }),
  ]
  try {
    for (;;) {
      const file = await Promise.race([next(), ended])
      if (file === undefined) return
      await apply(persistent, file, report)
      unsettled = true
      check()
    }
  } finally {
    for (const remove of listeners) remove()
  }
}

/** Refreshes the applications that run the archive's charm, or deploys it if there is none. */
async function apply(
  { model, engine }: PersistentModel,
  file: string,
  report: (event: DevEvent) => void,
): Promise<void> {
  let charm = file
  try {
    charm = (await readDeclaration(file)).spec.metadata.name
    const { applications } = engine.state
    const running = [...applications.values()].filter(
      ({ charm: { spec }, life }) => spec.metadata.name === charm && life === "alive",
    )
    const revisionOf = (name: string) => applications.get(name)?.charmRevision ?? 0
    if (running.length === 0) {
      const application = await model.deploy(file)
      report({ event: "deployed", application, charm, revision: revisionOf(application) })
    }
    for (const { name: application, units } of running) {
      await model.refresh(application, file, { forceUnits: true })
      report({ event: "refreshed", application, charm, revision: revisionOf(application) })
      for (const unit of units.values()) {
        if (unit.pending?.state !== "error") continue
        model.resolve(unit.name)
        report({ event: "resolved", unit: unit.name })
      }
    }
  } catch (error) {
    if (!(error instanceof MinijujuError)) throw error
    report({ event: "refused", charm, message: error.message })
  }
}

function hookEvent(event: {
  readonly unit: string
  readonly hook: string
  readonly outcome: string
  readonly durationMs: number
  readonly reason?: string
}): DevEvent {
  const { unit, hook, outcome, durationMs, reason } = event
  const base = { event: "hook", unit, hook, outcome, seconds: durationMs / 1000 } as const
  return reason === undefined ? base : { ...base, reason }
}
