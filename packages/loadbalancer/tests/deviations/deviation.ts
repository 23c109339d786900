/** A case of the golden files in which we do something else than Python's library. */
export interface Deviation {
  /** Its number (D…, L…) in the list of the library's defects. */
  readonly defect: string
  readonly what: string
  /**
   * Texts: "accepted", or the issues with which we refuse. Dispatches: where we differ from Python; whatever is not named is the
   * same. Flows: the same by step. Pairs: whether the response is complete.
   */
  readonly outcome: unknown
}

export type Deviations = Readonly<Record<string, Deviation>>
