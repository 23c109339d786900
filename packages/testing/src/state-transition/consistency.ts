import { checkAction, newApplication } from "minijuju/state-transition"
import { configProblems } from "./config-problems.ts"
import { eventProblems } from "./event-problems.ts"
import type { JujuEvent } from "./events.ts"
import type { Identity } from "./identity.ts"
import { inertCharm } from "./inert-charm.ts"
import { relationProblems } from "./relation-problems.ts"
import { secretProblems } from "./secret-problems.ts"
import type { State } from "./state.ts"

/** Everything about a state and an event that Juju could not produce, for people. */
export async function inconsistencies(identity: Identity, state: State, event: JujuEvent): Promise<string[]> {
  return [
    ...configProblems(identity.spec, state),
    ...relationProblems(identity, state),
    ...secretProblems(identity, state),
    ...eventProblems(identity, state, event),
    ...(await actionProblems(identity, event)),
  ]
}

async function actionProblems({ app, spec }: Identity, event: JujuEvent): Promise<string[]> {
  if (event.kind !== "action") return []
  try {
    await checkAction(newApplication(app, inertCharm(spec)), event.action, event.params)
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
