import type { ModelStatus } from "minijuju"
import type { Paint } from "./paint.ts"

/** The unit section of `juju status`: one line for each unit, the leader marked with a star. */
export function statusTable({ applications }: ModelStatus, paint: Paint): string {
  const rows = Object.values(applications).flatMap(({ units }) =>
    Object.entries(units).map(([name, unit]) => [
      `${name}${unit.leader ? "*" : ""}`,
      unit["workload-status"].current,
      unit["juju-status"].current,
      unit["public-address"],
      unit["workload-status"].message ?? "",
    ]),
  )
  const table = [["Unit", "Workload", "Agent", "Address", "Message"], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  )
  return lines.map((line, index) => (index === 0 ? paint("bold", line) : line)).join("\n")
}
