import type { ModelState, Settings, StatusInfo, UnitState } from "minijuju/state-transition"
import type { JujuEvent } from "./events.ts"
import { deepFreeze } from "./freeze.ts"
import type { Identity } from "./identity.ts"
import { secretsOf } from "./secrets.ts"
import type { AnyRelation, DatabagContent, State, StatusOf } from "./state.ts"
import { storageId } from "./storage-problems.ts"
import { decodeStoredState } from "./stored-state.ts"

/** Reads the state after the event from the model. */
export function stateOf(
  model: ModelState,
  unit: UnitState,
  identity: Identity,
  before: State,
  event: JujuEvent,
): State {
  const application = model.applications.get(unit.application)
  return deepFreeze({
    ...before,
    ...decodeStoredState(unit.charmState),
    relations: before.relations.flatMap((relation) => relationAfter(model, unit, relation, event)),
    storages: before.storages.filter((storage) => model.storages.get(storageId(storage))?.attachment),
    secrets: secretsOf(model, identity, before.secrets),
    openedPorts: [...unit.openPorts].sort(),
    unitStatus: statusOf(unit.workloadStatus),
    appStatus: statusOf(application?.status),
    workloadVersion: unit.workloadVersion,
  })
}

function relationAfter(
  model: ModelState,
  unit: UnitState,
  before: AnyRelation,
  event: JujuEvent,
): AnyRelation[] {
  const relation = model.relations.get(before.id)
  if (relation === undefined) return []
  const written = {
    localAppData: bag(relation.applications.get(unit.application)),
    localUnitData: bag(relation.units.get(unit.name)?.settings),
  }
  const departed =
    event.kind === "relation" && event.change === "departed" && event.relation.id === before.id
      ? event.unit
      : undefined
  if (before.kind === "peer")
    return [{ ...before, ...written, peersData: without(before.peersData, departed) }]
  return [{ ...before, ...written, remoteUnitsData: without(before.remoteUnitsData, departed) }]
}

function without(
  bags: Readonly<Record<number, DatabagContent>>,
  number: number | undefined,
): Record<number, DatabagContent> {
  return Object.fromEntries(Object.entries(bags).filter(([key]) => Number(key) !== number))
}

function bag(settings: Settings | undefined): DatabagContent {
  return Object.fromEntries([...(settings?.values ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const STATUSES: readonly StatusOf["status"][] = [
  "unknown",
  "active",
  "blocked",
  "maintenance",
  "waiting",
  "error",
]

export function statusOf(info: StatusInfo | undefined): StatusOf {
  const status = STATUSES.find((known) => known === info?.current) ?? "unknown"
  return { status, message: info?.message ?? "" }
}
