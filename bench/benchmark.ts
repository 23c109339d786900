import type { Fixtures } from "./fixtures.ts"

/** One measured variant: its label in the table, and its samples. */
export interface Row {
  readonly label: string
  readonly samples: readonly number[]
  /** Hook tool calls of one hook, if there are any. */
  readonly calls?: number
}

/** Variants that were measured in turns; each is compared with the first one. */
export interface Group {
  readonly title: string
  /** Unit of the samples: `ms`, `MB`, … */
  readonly unit: string
  readonly rows: readonly Row[]
}

/** Numbers that do not depend on the machine's speed, of several variants side by side. */
export interface CountTable {
  readonly title: string
  /** The variants. */
  readonly columns: readonly string[]
  /** Values in the order of the columns. */
  readonly rows: readonly { readonly label: string; readonly values: readonly number[] }[]
  /** Explanations, printed below the table. */
  readonly notes: readonly string[]
}

/** Result of a benchmark. */
export interface Findings {
  readonly groups: readonly Group[]
  readonly counts?: readonly CountTable[]
  /** What could not be measured on this machine, and why. Counted and printed prominently. */
  readonly skipped?: readonly string[]
}

/** A benchmark, run by `npm run bench -- NAME`. */
export interface Benchmark {
  readonly name: string
  /** One line for the list: what is compared with what. */
  readonly about: string
  run(fixtures: Fixtures): Promise<Findings>
}
