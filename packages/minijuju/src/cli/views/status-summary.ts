import type { UnitStatusView } from "../../operator/status.ts"
import { table } from "../output.ts"
import type { FullStatus } from "./status-json.ts"

/** `juju status --format summary` (Juju: `cmd/juju/status/output_summary.go`). */
export function statusSummary(status: FullStatus): string {
  const all = Object.values(status.applications).flatMap(({ units = {} }) => withSubordinates(units))
  const machines = Object.values(status.machines)
  const addresses = machines.map((machine) => machine["dns-name"])
  // Go's default mask of an address in 127.0.0.0/8.
  const subnets = [...new Set(addresses.map((address) => `${address.split(".")[0]}.0.0.0/8`))]
  const ports = [...new Set(all.flatMap((unit) => unit["open-ports"] ?? []))].sort()
  const applications = Object.entries(status.applications)
  const head = table([
    ["Running on subnets:", subnets.join(", ")],
    [" Utilizing ports:", ports.join(", ")],
  ])
  return `${head}${rightAligned([
    ["# Machines:", `(${machines.length})`],
    ...counts(machines.map((machine) => machine["juju-status"].current)),
    [" "],
    ["# Units:", `(${all.length})`],
    ...counts(all.map((unit) => unit["workload-status"].current)),
    [" "],
    ["# Applications:", `(${applications.length})`],
    ...applications.map(([name, { exposed }]) => [name, exposed ? "1/1" : "0/1", "exposed"]),
    [" "],
    ["# Remote:", "(0)"],
  ])}`
}

function withSubordinates(units: Readonly<Record<string, UnitStatusView>>): UnitStatusView[] {
  return Object.values(units).flatMap((unit) => [unit, ...withSubordinates(unit.subordinates ?? {})])
}

function counts(states: readonly string[]): string[][] {
  const names = [...new Set(states)].sort()
  return names.map((name) => [`${name}:`, ` ${states.filter((state) => state === name).length} `])
}

function rightAligned(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padStart((widths[i] ?? 0) + 2)).join("")
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("")
}
