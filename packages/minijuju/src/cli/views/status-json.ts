import { modelStatus, type StatusView } from "../../operator/status.ts"
import { sortedStorages, storageView } from "../../operator/storage-view.ts"
import { jujuRules } from "../../state/juju-version.ts"
import type { ModelState } from "../../state/model-state.ts"
import { localEndpoint } from "../../state/relation.ts"
import type { UnitState } from "../../state/unit.ts"
import { clock, statusTime, zone } from "./times.ts"

/**
 * The base that is reported for every machine: all units run on this machine, but charms may check for a base
 * of Juju's.
 */
export const BASE = { name: "ubuntu", channel: "24.04" }

export type FullStatus = ReturnType<typeof fullStatus>

/** Renders the whole of `juju status --format json` (Juju: `cmd/juju/status/formatted.go`). */
export function fullStatus(state: ModelState, utc: boolean) {
  const shown = modelStatus(state)
  const now = new Date()
  const time = (date: Date) => statusTime(date, utc)
  const status = (view: StatusView) => ({ ...view, since: time(new Date(view.since)) })
  const units = [...state.applications.values()].flatMap((application) => [...application.units.values()])
  return {
    model: {
      ...shown.model,
      region: "localhost",
      "model-status": { current: "available", since: time(state.created) },
      ...(jujuRules(state).sla && { sla: "unsupported" }),
    },
    machines: Object.fromEntries(
      units
        .sort((a, b) => Number(a.machine) - Number(b.machine))
        .map((unit) => [unit.machine, machine(state, unit, time)]),
    ),
    applications: Object.fromEntries(
      Object.entries(shown.applications).map(([name, { units, relations, version, ...view }]) => [
        name,
        {
          ...view,
          base: BASE,
          "application-status": status(view["application-status"]),
          ...(Object.keys(relations).length === 0 ? {} : { relations }),
          ...(Object.keys(units).length === 0
            ? {}
            : {
                units: Object.fromEntries(
                  Object.entries(units).map(([unit, unitView]) => [
                    unit,
                    {
                      ...unitView,
                      "workload-status": status(unitView["workload-status"]),
                      "juju-status": { ...status(unitView["juju-status"]), version: state.jujuVersion },
                    },
                  ]),
                ),
              }),
          ...(version === undefined ? {} : { version }),
          "endpoint-bindings": bindings(state, name),
        },
      ]),
    ),
    storage:
      state.storages.size === 0
        ? {}
        : {
            storage: Object.fromEntries(
              sortedStorages(state).map((one) => [one.id, storageView(state, one, time)]),
            ),
          },
    controller: { timestamp: `${clock(now, utc)}${utc ? "" : zone(now)}` },
  }
}

function bindings(state: ModelState, application: string): Record<string, string> {
  const endpoints = Object.keys(state.applications.get(application)?.charm.spec.metadata.endpoints ?? {})
  return Object.fromEntries(["", ...endpoints].map((name) => [name, "alpha"]))
}

function machine(state: ModelState, unit: UnitState, time: (date: Date) => string) {
  const since = time(state.created)
  return {
    "juju-status": { current: "started", since, version: state.jujuVersion },
    hostname: "localhost",
    "dns-name": unit.address,
    "ip-addresses": [unit.address],
    "instance-id": `minijuju-${unit.machine}`,
    "machine-status": { current: "running", message: "Running", since },
    "modification-status": { current: "applied", since },
    base: BASE,
    "network-interfaces": {
      lo: {
        "ip-addresses": [unit.address],
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
  const rows = [...state.relations.values()].map((relation) => {
    const [first, second = first] = relation.endpoints
    const provider = relation.endpoints.find(({ role }) => role === "provides") ?? first
    const requirer = provider === first ? second : first
    const name = (end: typeof first) => (end === undefined ? "" : `${end.application}:${end.name}`)
    const kind = relation.endpoints.length === 1 ? "peer" : "regular"
    const local = localEndpoint(relation, provider?.application ?? "")
    return [
      name(provider),
      name(requirer),
      local?.interfaceName ?? "",
      kind,
      relation.life === "dying" ? "dying" : "",
    ]
  })
  // By provider, then by requirer.
  return rows.sort(([a = "", b = ""], [c = "", d = ""]) => (a < c || (a === c && b < d) ? -1 : 1))
}
