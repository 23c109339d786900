import type { ApplicationState } from "../state/application.ts"
import { type ModelState, relationsOf } from "../state/model-state.ts"
import { openedRanges } from "../state/port-range.ts"
import { localEndpoint, remoteEndpoint } from "../state/relation.ts"
import type { StatusInfo } from "../state/status.ts"
import { byUnitName, type UnitState } from "../state/unit.ts"
import { applicationStatus } from "./application-status.ts"
import { charmUrl } from "./charm-url.ts"
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
  readonly "juju-status": StatusView
  readonly leader?: true
  readonly machine: string
  readonly "open-ports"?: readonly string[]
  readonly "public-address": string
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
  readonly life?: "dying"
  readonly "application-status": StatusView
  readonly relations: Readonly<Record<string, readonly RelatedView[]>>
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
  return {
    model: { name, type: "iaas", controller, cloud: "localhost", version: jujuVersion },
    applications: Object.fromEntries(
      [...state.applications.values()].map((application) => [
        application.name,
        applicationView(state, application),
      ]),
    ),
  }
}

function applicationView(state: ModelState, application: ApplicationState): ApplicationStatusView {
  const units = [...application.units.values()].sort(byUnitName)
  const version = units.find(({ name }) => name === application.leader)?.workloadVersion ?? ""
  const charmName = application.charm.spec.metadata.name
  return {
    charm: application.follows === undefined ? charmUrl(application) : charmName,
    "charm-name": charmName,
    "charm-rev": application.charmRevision,
    ...(application.follows === undefined
      ? { "charm-origin": "local" }
      : { "charm-origin": "charmhub", "charm-channel": application.follows.channel }),
    exposed: false,
    ...(application.life === "dying" ? { life: "dying" } : {}),
    "application-status": statusView(applicationStatus(state, application)),
    relations: relationViews(state, application.name),
    units: Object.fromEntries(units.map((unit) => [unit.name, unitView(state, application, unit)])),
    ...(version === "" ? {} : { version }),
  }
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

function unitView(state: ModelState, application: ApplicationState, unit: UnitState): UnitStatusView {
  return {
    "workload-status": statusView(unitStatus(state, unit)),
    "juju-status": statusView(unit.agentStatus),
    ...(application.leader === unit.name ? { leader: true } : {}),
    machine: unit.machine,
    ...(unit.openPorts.size === 0 ? {} : { "open-ports": openedRanges(unit.openPorts) }),
    "public-address": unit.address,
  }
}

function statusView({ current, message, since }: StatusInfo): StatusView {
  return { current, ...(message === "" ? {} : { message }), since: since.toISOString() }
}
