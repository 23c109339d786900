import type { Observer } from "../model/events.ts"
import type { ApplicationState } from "../state/application.ts"
import { byUnitName } from "../state/unit.ts"

/** Gives leadership to the first living unit when the leader is gone. Juju's lease does the same, a little later. */
export function ensureLeader(application: ApplicationState, observer: Observer): void {
  const current = application.leader === undefined ? undefined : application.units.get(application.leader)
  if (current?.life === "alive") return
  const next = [...application.units.values()].filter((unit) => unit.life === "alive").sort(byUnitName)[0]
  moveLeadership(application, next?.name, observer)
}

/** Moves leadership at once. The old leader notices between two of its hooks ({@link resignLeadership}); no hook tells it. */
export function moveLeadership(
  application: ApplicationState,
  leader: string | undefined,
  observer: Observer,
): void {
  if (application.leader === leader) return
  application.leader = leader
  observer.emit({ type: "leader-changed", application: application.name, leader })
}
