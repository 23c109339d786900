import { BASE } from "../../operator/charm-demands.ts"
import { endpointBindings } from "../../operator/exposure.ts"
import { relationStatus } from "../../operator/offers.ts"
import { modelStatus, type StatusView, type UnitStatusView } from "../../operator/status.ts"
import { combinedStorage } from "../../operator/storage-view.ts"
import { isConsumed } from "../../state/cross-model.ts"
import { jujuRules } from "../../state/juju-version.ts"
import type { MachineState, ModelState } from "../../state/model-state.ts"
import { remoteOf } from "../../state/offer-relations.ts"
import { isContained, isPeer, localEndpoint, type RelationState } from "../../state/relation.ts"
import { consumedOffers, offerStatusView, saasView, sortedOffers } from "./offers.ts"
import { clock, statusTime, zone } from "./times.ts"

export type FullStatus = ReturnType<typeof fullStatus>

/** Renders the whole of `juju status --format json` (Juju: `cmd/juju/status/formatted.go`). */
export function fullStatus(state: ModelState, utc: boolean) {
  const shown = modelStatus(state)
  const { sla, showsAlive } = jujuRules(state)
  const now = new Date()
  const time = (date: Date) => statusTime(date, utc)
  const status = (view: StatusView) => ({ ...view, since: time(new Date(view.since)) })
  const unitView = (view: UnitStatusView): UnitStatusView => ({
    ...view,
    "workload-status": status(view["workload-status"]),
    "juju-status": { ...status(view["juju-status"]), version: state.jujuVersion },
    ...(view.subordinates === undefined ? {} : { subordinates: mapped(view.subordinates, unitView) }),
  })
  return {
    model: {
      ...shown.model,
      region: "localhost",
      "model-status": { current: "available", since: time(state.created) },
      ...(sla && { sla: "unsupported" }),
    },
    machines: Object.fromEntries(
      sortedMachines(state).map((machine) => [machine.id, machineView(state, machine, time)]),
    ),
    applications: Object.fromEntries(
      byName(shown.applications).map(([name, { units, relations, version, ...view }]) => [
        name,
        {
          ...view,
          base: BASE,
          ...(showsAlive && view.life === undefined ? { life: "alive" } : {}),
          "application-status": status(view["application-status"]),
          ...(Object.keys(relations).length === 0 ? {} : { relations }),
          ...(Object.keys(units).length === 0 ? {} : { units: mapped(units, unitView) }),
          ...(version === undefined ? {} : { version }),
          ...bindingsOf(state, name),
        },
      ]),
    ),
    ...(consumedOffers(state).length === 0
      ? {}
      : {
          "application-endpoints": Object.fromEntries(
            consumedOffers(state).map((remote) => [remote.name, saasView(state, remote, status)]),
          ),
        }),
    ...(state.offers.size === 0
      ? {}
      : {
          offers: Object.fromEntries(
            sortedOffers(state).map((offer) => [offer.name, offerStatusView(state, offer)]),
          ),
        }),
    storage: combinedStorage(state, time),
    controller: { timestamp: `${clock(now, utc)}${utc ? "" : zone(now)}` },
  }
}

function mapped<T>(values: Readonly<Record<string, T>>, convert: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, convert(value)]))
}

/** Sorts as Juju's tables do: `web-2` before `web-10`. */
function byName<T>(values: Readonly<Record<string, T>>): [name: string, value: T][] {
  return Object.entries(values).sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
}

/** Returns the machines by number. */
function sortedMachines(state: ModelState): MachineState[] {
  return [...state.machines.values()].sort((a, b) => Number(a.id) - Number(b.id))
}

function bindingsOf(state: ModelState, name: string) {
  const application = state.applications.get(name)
  return application === undefined ? {} : { "endpoint-bindings": endpointBindings(state, application) }
}

function machineView(
  state: ModelState,
  { id, address, created, isolated }: MachineState,
  time: (date: Date) => string,
) {
  const since = time(created)
  const life = jujuRules(state).showsAlive ? { life: "alive" } : {}
  return {
    "juju-status": { current: "started", since, version: state.jujuVersion, ...life },
    hostname: "localhost",
    "dns-name": address,
    "ip-addresses": [address],
    "instance-id": `minijuju-${id}`,
    "machine-status": {
      current: "running",
      message: isolated ? "Running, isolated" : "Running",
      since,
      ...life,
    },
    "modification-status": { current: "applied", since },
    base: BASE,
    "network-interfaces": {
      lo: {
        "ip-addresses": [address],
        "mac-address": "00:00:00:00:00:00",
        space: "alpha",
        "is-up": true,
      },
    },
    constraints: "",
    hardware: "",
  }
}

/** Lists the relations between applications and the peer relations, as the table of `status --relations` does. */
export function relationRows(state: ModelState): readonly (readonly string[])[] {
  // Relations of applications that consume an offer are counted in the section of offers instead.
  const isShown = (relation: RelationState) => {
    const remote = remoteOf(state, relation)
    return remote === undefined || isConsumed(remote)
  }
  const rows = [...state.relations.values()].filter(isShown).map((relation) => {
    const [first, second = first] = relation.endpoints
    const provider = relation.endpoints.find(({ role }) => role === "provides") ?? first
    const requirer = provider === first ? second : first
    const name = (end: typeof first) => (end === undefined ? "" : `${end.application}:${end.name}`)
    const kind = isPeer(relation) ? "peer" : isContained(relation) ? "subordinate" : "regular"
    const local = localEndpoint(relation, provider?.application ?? "")
    return [
      name(provider),
      name(requirer),
      local?.interfaceName ?? "",
      kind,
      relation.life === "dying" ? "dying" : suspension(state, relation),
    ]
  })
  // By provider, then by requirer.
  return rows.sort(([a = "", b = ""], [c = "", d = ""]) => (a < c || (a === c && b < d) ? -1 : 1))
}

/** `suspended  - maintenance` */
function suspension(state: ModelState, relation: RelationState): string {
  if (relation.suspended === undefined) return ""
  return `${relationStatus(state, relation)}${relation.suspended === "" ? "" : `   - ${relation.suspended}`}`
}
