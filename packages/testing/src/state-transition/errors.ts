/** A state or event that Juju could never produce. All that is wrong is in the message, and in `problems`. */
export class InconsistentStateError extends Error {
  override readonly name = "InconsistentStateError"
  /** For programs; the message is for people. */
  readonly code = "inconsistent-state"
  /** Each says what, where, and what to do. */
  readonly problems: readonly string[]

  constructor(event: string, problems: readonly string[]) {
    super(`${event} cannot happen in this state:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`)
    this.problems = Object.freeze([...problems])
  }
}

/** The charm ended the hook in a way that Juju takes for a failure. What it threw is the cause; no state came of it. */
export class CharmError extends Error {
  override readonly name = "CharmError"
  /** For programs; the message is for people. */
  readonly code = "charm-failed"

  constructor(event: string, reason: string, options?: ErrorOptions) {
    super(`${event}: ${reason}`, options)
  }
}
