import { inResolverOrder } from "../rules/members.ts"
import { relationIds } from "../rules/next-operation.ts"
import { unitApplication } from "../state/cross-model.ts"
import { jujuRules } from "../state/juju-version.ts"
import { findUnit, getApplication, type ModelState } from "../state/model-state.ts"
import { openedRanges } from "../state/port-range.ts"
import { isContained, isPeer, localEndpoint, type RelationState, remoteEndpoint } from "../state/relation.ts"
import type { Settings } from "../state/settings.ts"
import { containerOf, type UnitState } from "../state/unit.ts"
import { charmUrl } from "./charm-url.ts"

/** A relation as `juju show-unit` shows it: with the databags of the other side. */
export interface RelationInfo {
  readonly "relation-id": number
  readonly endpoint: string
  readonly "related-endpoint": string
  readonly "cross-model"?: true
  readonly "application-data": Readonly<Record<string, string>>
  readonly "related-units": Readonly<
    Record<string, { readonly "in-scope": boolean; readonly data: Readonly<Record<string, string>> }>
  >
}

/** A unit as `juju show-unit --format json` shows it: in Juju 3.6 with the application databag of the other side. */
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
    "opened-ports": openedRanges(unit.openPorts),
    "public-address": unit.address,
    charm: charmUrl(application),
    leader: application.leader === unit.name,
    life: unit.life,
    "relation-info": inResolverOrder(state, relationIds(state, unit)).map((relation) =>
      relationInfo(state, relation, unit),
    ),
  }
}

function relationInfo(state: ModelState, relation: RelationState, unit: UnitState): RelationInfo {
  const remote = remoteEndpoint(relation, unit.application)
  const remoteApp = remote?.application ?? ""
  const shownApp = jujuRules(state).readsOwnApplicationDatabag ? unit.application : remoteApp
  const related = [...relation.units].filter(([name]) => {
    if (unitApplication(name) !== remoteApp || (isPeer(relation) && name === unit.name)) return false
    if (state.remotes.has(remoteApp)) return true
    const other = findUnit(state, name)
    return other !== undefined && (!isContained(relation) || containerOf(other) === containerOf(unit))
  })
  return {
    "relation-id": relation.id,
    endpoint: localEndpoint(relation, unit.application)?.name ?? "",
    "related-endpoint": remote?.name ?? "",
    ...(state.remotes.has(remoteApp) ? { "cross-model": true as const } : {}),
    "application-data": databagOf(relation.applications.get(shownApp)),
    "related-units": Object.fromEntries(
      related.map(([name, place]) => [name, { "in-scope": place.inScope, data: databagOf(place.settings) }]),
    ),
  }
}

/** A databag with its keys sorted, as Go prints maps. */
export function databagOf(settings: Settings | undefined): Record<string, string> {
  return Object.fromEntries([...(settings?.values ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)))
}
