import type { Workshop } from "./workshop.ts"

/** One measured thing: what it is called in the table, and the values of one run. */
export interface Row {
  readonly label: string
  readonly samples: readonly number[]
  /** Hook-tool calls of one hook, where there are any. */
  readonly calls?: number
}

/** Rows that were measured in turns, and are compared with the first of them. */
export interface Group {
  readonly title: string
  /** Of the samples: `ms`, `MB`, … */
  readonly unit: string
  readonly rows: readonly Row[]
}

/** What a benchmark hands back. */
export interface Findings {
  readonly groups: readonly Group[]
  /** What could not be measured here, and why. Counted and printed loudly. */
  readonly skipped?: readonly string[]
}

/** A benchmark as `npm run bench -- NAME` runs it. */
export interface Benchmark {
  readonly name: string
  /** One line for the list: what is compared with what. */
  readonly about: string
  run(workshop: Workshop): Promise<Findings>
}
