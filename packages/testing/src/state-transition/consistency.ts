import { checkAction, newApplication } from "minijuju/state-transition"
import { configProblems } from "./config-problems.ts"
import { eventProblems } from "./event-problems.ts"
import type { JujuEvent } from "./events.ts"
import type { Identity } from "./identity.ts"
import { inertCharm } from "./inert-charm.ts"
import { principalProblems } from "./principal.ts"
import { relationProblems } from "./relation-problems.ts"
import { secretProblems } from "./secret-problems.ts"
import type { State } from "./state.ts"
import { networkProblems, storageProblems } from "./storage-problems.ts"
import { storedStateProblems } from "./stored-state-problems.ts"
import { unitProblems } from "./unit-problems.ts"

/** Everything in a state and an event that Juju could not produce, one message each. */
export function inconsistencies(identity: Identity, state: State, event: JujuEvent): string[] {
  return [
    ...configProblems(identity.spec, state),
    ...relationProblems(identity, state),
    ...principalProblems(identity, state),
    ...unitProblems(state),
    ...secretProblems(identity, state),
    ...storageProblems(identity, state),
    ...networkProblems(identity, state),
    ...storedStateProblems(identity, state),
    ...eventProblems(state, event),
  ]
}

/** The event as the controller passes it on: an action gets the defaults of its parameters, if they are valid. */
export async function checkedEvent(
  { app, spec, jujuVersion }: Identity,
  event: JujuEvent,
): Promise<{ readonly event: JujuEvent; readonly problems: readonly string[] }> {
  if (event.kind !== "action") return { event, problems: [] }
  try {
    const params = await checkAction(
      { jujuVersion },
      newApplication(app, inertCharm(spec)),
      event.action,
      event.params,
    )
    return { event: { ...event, params }, problems: [] }
  } catch (error) {
    return { event, problems: [error instanceof Error ? error.message : String(error)] }
  }
}
