import type { UnitStatusView } from "../../operator/status.ts"
import type { ModelState } from "../../state/model-state.ts"
import { type Paint, statusColour } from "../colours.ts"
import { type Cell, table } from "../output.ts"
import { type FullStatus, fullStatus, relationRows } from "./status-json.ts"

/** Renders the table of `juju status`. */
export function statusTable(
  state: ModelState,
  options: { utc: boolean; relations: boolean; paint: Paint },
): string {
  const { paint } = options
  const status = fullStatus(state, options.utc)
  const { model } = status
  const parts = [
    table([
      ["Model", "Controller", "Cloud/Region", "Version", ...("sla" in model ? ["SLA"] : []), "Timestamp"],
      [
        model.name,
        model.controller,
        `${model.cloud}/${model.region}`,
        model.version,
        ...("sla" in model ? [model.sla] : []),
        status.controller.timestamp,
      ],
    ]),
  ]
  parts.push(saas(status, paint))
  if (Object.keys(status.applications).length > 0)
    parts.push(applications(status, paint), units(status, paint))
  parts.push(machineTable(status.machines, paint), offers(status))
  const relations = options.relations ? relationRows(state) : []
  if (relations.length > 0)
    parts.push(table([["Integration provider", "Requirer", "Interface", "Type", "Message"], ...relations]))
  return parts.filter((part) => part !== "").join("\n")
}

function saas({ "application-endpoints": remotes = {} }: FullStatus, paint: Paint): string {
  const rows = Object.entries(remotes).map(([name, view]): Cell[] => {
    const [store = "", url = ""] = view.url.split(":")
    return [name, coloured(view["application-status"].current), store, url]
  })
  return rows.length === 0 ? "" : table([["SAAS", "Status", "Store", "URL"], ...rows], paint)
}

function offers(status: FullStatus): string {
  const rows = Object.entries(status.offers ?? {}).flatMap(([name, view]) => {
    const [, charm = "", revision = ""] = /^local:(.*)-(\d+)$/.exec(view.charm) ?? []
    const connected = `${view["active-connected-count"] ?? 0}/${view["total-connected-count"] ?? 0}`
    const first = [name, view.application, charm, revision, connected]
    return Object.entries(view.endpoints).map(([endpoint, end], i) => [
      ...(i === 0 ? first : first.map(() => "")),
      endpoint,
      end.interface,
      end.role,
    ])
  })
  const heads = ["Offer", "Application", "Charm", "Rev", "Connected", "Endpoint", "Interface", "Role"]
  return rows.length === 0 ? "" : table([heads, ...rows])
}

const coloured = (status: string): Cell => [status, statusColour(status)]

function applications(status: FullStatus, paint: Paint): string {
  const rows = Object.entries(status.applications).map(([name, view]): Cell[] => {
    const { current, message = "" } = view["application-status"]
    const scale = Object.keys(view.units ?? {}).length + countSubordinates(status, name)
    const shown = view.life === "dying" ? "terminating" : current
    return [
      name,
      view.version ?? "",
      coloured(shown),
      String(scale),
      view["charm-name"],
      view["charm-channel"] ?? "",
      String(view["charm-rev"]),
      view.exposed ? "yes" : "no",
      message,
    ]
  })
  const heads = ["App", "Version", "Status", "Scale", "Charm", "Channel", "Rev", "Exposed", "Message"]
  return table([heads, ...rows], paint)
}

function countSubordinates({ applications }: FullStatus, name: string): number {
  const principals = Object.values(applications).flatMap(({ units = {} }) => Object.values(units))
  const names = principals.flatMap(({ subordinates = {} }) => Object.keys(subordinates))
  return names.filter((unit) => unit.split("/")[0] === name).length
}

function units(status: FullStatus, paint: Paint): string {
  const rows = Object.values(status.applications).flatMap(({ units = {} }) => unitRows(units, ""))
  if (rows.length === 0) return ""
  const heads = ["Unit", "Workload", "Agent", "Machine", "Public address", "Ports", "Message"]
  return table([heads, ...rows], paint)
}

/** Renders the units as `juju status --format oneline` does (Juju: `cmd/juju/status/output_oneline.go`). */
export function statusLines(status: FullStatus): string {
  return Object.values(status.applications)
    .flatMap(({ units = {} }) => unitLines(units, ""))
    .join("")
}

function unitLines(units: Readonly<Record<string, UnitStatusView>>, indent: string): string[] {
  return Object.entries(units).flatMap(([name, unit]) => {
    const [agent, workload] = [unit["juju-status"].current, unit["workload-status"].current]
    const ports = portsText(unit["open-ports"] ?? [])
    const text = `${indent}- ${name}: ${unit["public-address"]} (agent:${agent}, workload:${workload}) ${ports}`
    return [`${text.trimEnd()}\n`, ...unitLines(unit.subordinates ?? {}, `${indent}  `)]
  })
}

/** A row for each unit. Subordinates follow their principals, indented. */
function unitRows(units: Readonly<Record<string, UnitStatusView>>, indent: string): Cell[][] {
  return Object.entries(units).flatMap(([name, unit]) => [
    [
      `${indent}${name}${unit.leader ? "*" : ""}`,
      coloured(unit["workload-status"].current),
      coloured(unit["juju-status"].current),
      unit.machine ?? "",
      unit["public-address"],
      portsText(unit["open-ports"] ?? []),
      [running(unit["juju-status"].message), unit["workload-status"].message].filter(Boolean).join(" "),
    ],
    ...unitRows(unit.subordinates ?? {}, `${indent}  `),
  ])
}

/** Ports by protocol: `80,443/tcp 8081-8085/udp icmp`. */
function portsText(ranges: readonly string[]): string {
  const byProtocol = new Map<string, string[]>()
  for (const range of ranges) {
    const [ports = "", protocol = ""] = range.split("/")
    byProtocol.set(protocol, [...(byProtocol.get(protocol) ?? []), ports])
  }
  // `icmp` has no ports, and comes last.
  return [...byProtocol]
    .sort(([a], [b]) => Number(a === "") - Number(b === ""))
    .map(([protocol, ports]) => (protocol === "" ? ports.join(" ") : `${ports.join(",")}/${protocol}`))
    .join(" ")
}

/** Juju shows the running hook in parentheses, without the word "running". */
function running(message: string | undefined): string {
  const hook = /^running (.*) hook(.*)$/.exec(message ?? "")
  return hook === null ? "" : `(${hook[1]})`
}

/** Renders the table of `juju machines`; empty without machines. */
export function machineTable(machines: FullStatus["machines"], paint: Paint): string {
  const rows = Object.entries(machines).map(([id, machine]): Cell[] => [
    id,
    coloured(machine["juju-status"].current),
    machine["dns-name"],
    machine["instance-id"],
    `${machine.base.name}@${machine.base.channel}`,
    "",
    machine["machine-status"].message,
  ])
  if (rows.length === 0) return ""
  return table([["Machine", "State", "Address", "Inst id", "Base", "AZ", "Message"], ...rows], paint)
}
