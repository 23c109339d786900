import type { Observer } from "../model/events.ts"
import type { ApplicationState } from "../state/application.ts"
import { byUnitName } from "../state/unit.ts"

/**
 * Makes the first living unit the leader if there is no leader. Juju's lease does the same, after it has
 * expired.
 */
export function ensureLeader(application: ApplicationState, observer: Observer): void {
  const current = application.leader === undefined ? undefined : application.units.get(application.leader)
  if (current?.life === "alive") return
  const next = [...application.units.values()].filter((unit) => unit.life === "alive").sort(byUnitName)[0]
  moveLeadership(application, next?.name, observer)
}

/**
 * Moves leadership at once. The old leader's agent notices between two hooks ({@link resignLeadership}); no
 * hook runs for it.
 */
export function moveLeadership(
  application: ApplicationState,
  leader: string | undefined,
  observer: Observer,
): void {
  if (application.leader === leader) return
  application.leader = leader
  observer.emit({ type: "leader-changed", application: application.name, leader })
}
