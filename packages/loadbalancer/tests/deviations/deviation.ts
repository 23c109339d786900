/** A case of the golden files in which this library deliberately differs from the Python library. */
export interface Deviation {
  /** Number (D…, L…) of the Python library's defect; see the tests in tests/defects. */
  readonly defect: string
  readonly what: string
  /**
   * Texts: "accepted", or our issues. Dispatches: our results where they differ; everything else is the
   * same. Flows: the same by step. Pairs: whether the response is complete.
   */
  readonly outcome: unknown
}

export type Deviations = Readonly<Record<string, Deviation>>
