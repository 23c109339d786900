import type { CountTable } from "./benchmark.ts"
import type { Summary } from "./summary.ts"

const BAR = 32

/** Formats one benchmark for a terminal, as tables and plots. */
export function textOf({ name, about, groups, counts, skipped }: Summary): string {
  const blocks = groups.map(({ title, unit, rows }) => {
    const most = Math.max(...rows.map(({ median }) => median))
    const table = rows.map(({ label, median, quartiles, samples, ratio, calls }) => [
      label,
      short(median),
      quartiles.map(short).join("–"),
      String(samples.length),
      ratio.toFixed(2),
      calls === undefined ? "" : String(calls),
      "█".repeat(Math.max(1, Math.round((median / most) * BAR))),
    ])
    const head = [title, `median ${unit}`, "quartiles", "n", "ratio", "calls", ""]
    return columns([head, ...table])
  })
  const missing = skipped.map((why) => `SKIPPED 1 measurement: ${why}`)
  return [`## ${name}: ${about}`, ...blocks, ...counts.map(countsText), ...missing].join("\n\n")
}

function countsText({ title, columns: names, rows, notes }: CountTable): string {
  const lines = rows.map(({ label, values }) => [label, ...values.map(String), ""])
  return [columns([[title, ...names, ""], ...lines]), ...notes.map((note) => `- ${note}`)].join("\n")
}

function short(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}

/** The first and the last column are left-aligned, the others right-aligned. */
function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? []
  const last = widths.length - 1
  return lines
    .map((line) =>
      line
        .map((cell, i) =>
          i === 0 || i === last ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
}
