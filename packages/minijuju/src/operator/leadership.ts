import type { ApplicationState } from "../state/application.ts"
import { MinijujuError } from "../state/errors.ts"
import type { Observer } from "../state/events.ts"
import { getApplication, getUnit, type ModelState } from "../state/model-state.ts"
import { byUnitName } from "../state/unit.ts"

/**
 * Makes the first living unit the leader if there is no leader. A unit that is being removed stays leader until
 * it is gone: its agent renews the lease, and is-leader answers True in all its last hooks (observed on 4.0.15).
 */
export function ensureLeader(application: ApplicationState, observer: Observer): void {
  if (application.leader !== undefined && application.units.has(application.leader)) return
  const next = [...application.units.values()].filter((unit) => unit.life === "alive").sort(byUnitName)[0]
  moveLeadership(application, next?.name, observer)
}

/**
 * Makes a unit the leader at once.
 * @throws MinijujuError `bad-argument` if it is being removed
 */
export function setLeader(state: ModelState, unitName: string, observer: Observer): void {
  const unit = getUnit(state, unitName)
  if (unit.life !== "alive")
    throw new MinijujuError("bad-argument", `unit "${unitName}" is being removed and cannot lead`)
  moveLeadership(getApplication(state, unit.application), unitName, observer)
}

/**
 * Moves leadership at once. The old leader's agent notices between two hooks ({@link resignLeadership}); no
 * hook runs for it.
 */
function moveLeadership(application: ApplicationState, leader: string | undefined, observer: Observer): void {
  if (application.leader === leader) return
  application.leader = leader
  observer.emit({ type: "leader-changed", application: application.name, leader })
}
