import type { ApplicationState } from "../state/application.ts"
import type { ModelState } from "../state/model-state.ts"
import { deriveStatus, type StatusInfo } from "../state/status.ts"
import { unitStatus } from "./unit-status.ts"

/**
 * Returns the application's status in `juju status`: the one that the leader set, otherwise that of its worst
 * unit.
 */
export function applicationStatus(state: ModelState, application: ApplicationState): StatusInfo {
  return (
    application.status ?? deriveStatus([...application.units.values()].map((unit) => unitStatus(state, unit)))
  )
}
