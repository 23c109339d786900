import { findUnit, getApplication, type ModelState, relationsOf } from "../state/model-state.ts"
import { comparePortRanges } from "../state/port-range.ts"
import { isPeer, localEndpoint, type RelationState, remoteEndpoint } from "../state/relation.ts"
import type { UnitState } from "../state/unit.ts"

/** A relation as `juju show-unit` shows it: with the databags of the other side. */
export interface RelationInfo {
  readonly "relation-id": number
  readonly endpoint: string
  readonly "related-endpoint": string
  readonly "application-data": Readonly<Record<string, string>>
  readonly "related-units": Readonly<
    Record<string, { readonly "in-scope": boolean; readonly data: Readonly<Record<string, string>> }>
  >
}

/** A unit as `juju show-unit --format json` shows it: in Juju 3.6 with the databags of the other side. */
export interface UnitView {
  readonly machine: string
  readonly "opened-ports": readonly string[]
  readonly "public-address": string
  readonly charm: string
  readonly leader: boolean
  readonly life: string
  readonly "relation-info": readonly RelationInfo[]
}

export function showUnit(state: ModelState, unit: UnitState): UnitView {
  const application = getApplication(state, unit.application)
  return {
    machine: unit.machine,
    "opened-ports": [...unit.openPorts].sort(comparePortRanges),
    "public-address": unit.address,
    charm: `local:${application.charm.spec.metadata.name}-${application.charmRevision}`,
    leader: application.leader === unit.name,
    life: unit.life,
    "relation-info": relationsOf(state, unit.application).map((relation) =>
      relationInfo(state, relation, unit),
    ),
  }
}

function relationInfo(state: ModelState, relation: RelationState, unit: UnitState): RelationInfo {
  const remote = remoteEndpoint(relation, unit.application)
  const remoteApp = remote?.application ?? ""
  const related = [...relation.units].filter(
    ([name]) => findUnit(state, name)?.application === remoteApp && !(isPeer(relation) && name === unit.name),
  )
  return {
    "relation-id": relation.id,
    endpoint: localEndpoint(relation, unit.application)?.name ?? "",
    "related-endpoint": remote?.name ?? "",
    "application-data": Object.fromEntries(relation.applications.get(remoteApp)?.values ?? []),
    "related-units": Object.fromEntries(
      related.map(([name, place]) => [
        name,
        { "in-scope": place.inScope, data: Object.fromEntries(place.settings.values) },
      ]),
    ),
  }
}
