import type { ApplicationState } from "../state/application.ts"
import { getApplication, type ModelState, relationsOf } from "../state/model-state.ts"
import { openedRanges } from "../state/port-range.ts"
import { isContained, isPeer, localEndpoint, remoteEndpoint } from "../state/relation.ts"
import type { StatusInfo } from "../state/status.ts"
import { byUnitName, type UnitState } from "../state/unit.ts"
import { applicationStatus } from "./application-status.ts"
import { charmName, charmUrl } from "./charm-url.ts"
import { exposedView } from "./exposure.ts"
import { unitStatus } from "./unit-status.ts"

/** A status as `juju status --format json` shows it. */
export interface StatusView {
  readonly current: string
  readonly message?: string
  readonly since: string
}

/** A unit as `juju status --format json` shows it. */
export interface UnitStatusView {
  readonly "workload-status": StatusView
  readonly "juju-status": StatusView & { readonly version?: string }
  readonly leader?: true
  /** Not of subordinates, which are on the machine of their principal. */
  readonly machine?: string
  readonly "open-ports"?: readonly string[]
  readonly "public-address": string
  /** By name. */
  readonly subordinates?: Readonly<Record<string, UnitStatusView>>
}

/** A relation of an application, as `juju status --format json` shows it. */
export interface RelatedView {
  readonly "related-application": string
  readonly interface: string
  readonly scope: string
}

/** An application as `juju status --format json` shows it. */
export interface ApplicationStatusView {
  readonly charm: string
  readonly "charm-name": string
  readonly "charm-rev": number
  /** Of a charm deployed by its name as in Juju, although minijuju has no store. */
  readonly "charm-origin": "local" | "charmhub"
  readonly "charm-channel"?: string
  readonly exposed: boolean
  readonly "exposed-endpoints"?: Readonly<Record<string, object>>
  readonly life?: "dying"
  readonly "application-status": StatusView
  readonly relations: Readonly<Record<string, readonly RelatedView[]>>
  /** The applications next to whose units those of a subordinate run. */
  readonly "subordinate-to"?: readonly string[]
  /** By name. The units of a subordinate are shown with their principals. */
  readonly units: Readonly<Record<string, UnitStatusView>>
  readonly version?: string
}

/** The emulated part of `juju status --format json`. */
export interface ModelStatus {
  readonly model: {
    readonly name: string
    readonly type: "iaas"
    readonly controller: string
    readonly cloud: string
    readonly version: string
  }
  readonly applications: Readonly<Record<string, ApplicationStatusView>>
}

export function modelStatus(state: ModelState): ModelStatus {
  const { name, controller, jujuVersion } = state
  const subordinates = subordinatesByPrincipal(state)
  return {
    model: { name, type: "iaas", controller, cloud: "localhost", version: jujuVersion },
    applications: Object.fromEntries(
      [...state.applications.values()].map((application) => [
        application.name,
        applicationView(state, application, subordinates),
      ]),
    ),
  }
}

type Subordinates = ReadonlyMap<string, readonly UnitState[]>

function subordinatesByPrincipal(state: ModelState): Subordinates {
  const found = new Map<string, UnitState[]>()
  for (const { charm, units } of state.applications.values()) {
    for (const unit of charm.spec.metadata.subordinate ? units.values() : []) {
      const { principal = "" } = unit
      found.set(principal, [...(found.get(principal) ?? []), unit])
    }
  }
  return found
}

function applicationView(
  state: ModelState,
  application: ApplicationState,
  subordinates: Subordinates,
): ApplicationStatusView {
  const principals = subordinateTo(state, application)
  const units = [...application.units.values()].sort(byUnitName)
  const version = units.find(({ name }) => name === application.leader)?.workloadVersion ?? ""
  const name = charmName(application)
  const exposed = exposedView(application)
  return {
    charm: application.follows === undefined ? charmUrl(application) : name,
    "charm-name": name,
    "charm-rev": application.charmRevision,
    ...(application.follows === undefined
      ? { "charm-origin": "local" }
      : { "charm-origin": "charmhub", "charm-channel": application.follows.channel }),
    exposed: application.exposed.size > 0,
    ...(exposed === undefined ? {} : { "exposed-endpoints": exposed }),
    ...(application.life === "dying" ? { life: "dying" } : {}),
    "application-status": statusView(applicationStatus(state, application)),
    relations: relationViews(state, application.name),
    ...(principals.length === 0 ? {} : { "subordinate-to": principals }),
    units: unitViews(
      state,
      units.filter(({ principal }) => principal === undefined),
      subordinates,
    ),
    ...(version === "" ? {} : { version }),
  }
}

/** Returns the applications to which a subordinate is related in their containers, sorted. */
function subordinateTo(state: ModelState, { name, charm }: ApplicationState): string[] {
  if (!charm.spec.metadata.subordinate) return []
  const contained = relationsOf(state, name).filter((relation) => isContained(relation) && !isPeer(relation))
  return [...new Set(contained.map((relation) => remoteEndpoint(relation, name)?.application ?? ""))].sort()
}

function relationViews(state: ModelState, application: string): Record<string, RelatedView[]> {
  const views: Record<string, RelatedView[]> = {}
  for (const relation of relationsOf(state, application)) {
    const local = localEndpoint(relation, application)
    const remote = remoteEndpoint(relation, application)
    if (local === undefined || remote === undefined) continue
    const view = {
      "related-application": remote.application,
      interface: local.interfaceName,
      scope: local.scope,
    }
    views[local.name] = [...(views[local.name] ?? []), view]
  }
  return views
}

function unitViews(
  state: ModelState,
  units: readonly UnitState[],
  subordinates: Subordinates,
): Record<string, UnitStatusView> {
  return Object.fromEntries(units.map((unit) => [unit.name, unitView(state, unit, subordinates)]))
}

function unitView(state: ModelState, unit: UnitState, subordinates: Subordinates): UnitStatusView {
  const own = [...(subordinates.get(unit.name) ?? [])].sort(byUnitName)
  const { leader } = getApplication(state, unit.application)
  return {
    "workload-status": statusView(unitStatus(state, unit)),
    "juju-status": statusView(unit.agentStatus),
    ...(leader === unit.name ? { leader: true } : {}),
    ...(unit.principal === undefined ? { machine: unit.machine } : {}),
    ...(unit.openPorts.size === 0 ? {} : { "open-ports": openedRanges(unit.openPorts) }),
    "public-address": unit.address,
    ...(own.length === 0 ? {} : { subordinates: unitViews(state, own, subordinates) }),
  }
}

function statusView({ current, message, since }: StatusInfo): StatusView {
  return { current, ...(message === "" ? {} : { message }), since: since.toISOString() }
}
