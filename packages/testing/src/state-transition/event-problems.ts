import { isDeepStrictEqual } from "node:util"
import type { JujuEvent, RelationJujuEvent, SecretJujuEvent } from "./events.ts"
import { remoteUnits } from "./events.ts"
import { relationTitle } from "./relation-problems.ts"
import { isOwn } from "./secrets.ts"
import type { AnyRelation, State } from "./state.ts"
import { storageId } from "./storage-problems.ts"

/** Reasons why the event cannot happen in this state. */
export function eventProblems(state: State, event: JujuEvent): string[] {
  switch (event.kind) {
    case "relation":
      return relationEventProblems(state, event)
    case "secret":
      return secretEventProblems(state, event)
    case "hook":
      if (event.hook === "leader-elected" && !state.leader)
        return ["leader-elected runs on the leader: set leader: true in the state"]
      if (event.hook === "leader-settings-changed" && state.leader)
        return ["leader-settings-changed runs on units that do not lead"]
      return []
    case "storage": {
      const { storage } = event
      const known = state.storages.some((one) => isDeepStrictEqual(one, storage))
      return known ? [] : [`the storage ${storageId(storage)}, which the event is about, is not in the state`]
    }
    case "action":
      return []
  }
}

function relationEventProblems({ relations }: State, event: RelationJujuEvent): string[] {
  const { change, relation: eventRelation, unit } = event
  const title = relationTitle(eventRelation)
  const found = relations.find(
    ({ id, endpoint }) => id === eventRelation.id && endpoint === eventRelation.endpoint,
  )
  if (found === undefined) return [`${title}, which the event is about, is not in the state`]
  if (!isDeepStrictEqual(remoteSide(found), remoteSide(eventRelation)))
    return [`${title} has another remote side in the event than in the state: pass the relation of the state`]
  if (unit === undefined && (change === "joined" || change === "departed"))
    return [`relation-${change} is about a remote unit, and ${title} has none`]
  if (unit !== undefined && !remoteUnits(found).includes(unit))
    return [
      `the event is about remote unit ${unit}; ${title} has ${remoteUnits(found).join(", ") || "no remote units"}`,
    ]
  return []
}

/**
 * The part of a relation that the charm's own hooks cannot change. It identifies the relation, so that an event made before a run is
 * accepted by the state after it.
 */
function remoteSide(relation: AnyRelation): unknown {
  if (relation.kind === "peer") return relation.peersData
  const { remoteApp, remoteAppData, remoteUnitsData } = relation
  return { remoteApp, remoteAppData, remoteUnitsData }
}

function secretEventProblems({ secrets, leader }: State, event: SecretJujuEvent): string[] {
  const { change, secret: eventSecret, revision } = event
  const found = secrets.find(({ id }) => id === eventSecret.id)
  if (found === undefined) return [`${eventSecret.id}, which the event is about, is not in the state`]
  if (change === "secret-changed")
    return isOwn(found) ? [`secret-changed is sent to readers of ${found.id}, not to its owner`] : []
  if (!isOwn(found)) return [`${change} is sent to the owner of ${found.id}, which is "${found.owner}"`]
  if (found.owner === "app" && !leader) return [`${change} of an application's secret runs on the leader`]
  if (revision !== undefined && !Object.hasOwn(found.revisions, revision))
    return [`${change} is about revision ${revision}, which ${found.id} does not have`]
  return []
}
