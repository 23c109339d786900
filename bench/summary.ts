import type { Benchmark, CountTable, Findings, Row } from "./benchmark.ts"

interface SummaryRow extends Row {
  readonly median: number
  /** First and third quartile. */
  readonly quartiles: readonly [number, number]
  /** Ratio of the medians of this row and the group's first row. */
  readonly ratio: number
}

/** Findings with the statistics of their samples, as `--json` prints them. */
export interface Summary {
  readonly name: string
  readonly about: string
  readonly groups: readonly {
    readonly title: string
    readonly unit: string
    readonly rows: readonly SummaryRow[]
  }[]
  readonly counts: readonly CountTable[]
  readonly skipped: readonly string[]
}

export function summarize(
  { name, about }: Benchmark,
  { groups, counts = [], skipped = [] }: Findings,
): Summary {
  return {
    name,
    about,
    groups: groups.map(({ title, unit, rows }) => {
      const base = quantile(rows[0]?.samples ?? [], 0.5)
      return { title, unit, rows: rows.map((row) => summaryRow(row, base)) }
    }),
    counts,
    skipped,
  }
}

function summaryRow(row: Row, base: number): SummaryRow {
  const median = quantile(row.samples, 0.5)
  const quartiles = [quantile(row.samples, 0.25), quantile(row.samples, 0.75)] as const
  return { ...row, median, quartiles, ratio: median / base }
}

/** Interpolates linearly between two samples. */
function quantile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * part
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}
