/** A state or event that Juju could never produce. The message and `problems` list everything that is wrong. */
export class InconsistentStateError extends Error {
  override readonly name = "InconsistentStateError"
  /** Stable identifier, for programs that handle the error. */
  readonly code = "inconsistent-state"
  /** One message each: what is wrong, where, and how to fix it. */
  readonly problems: readonly string[]

  constructor(event: string, problems: readonly string[]) {
    super(`${event} cannot happen in this state:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`)
    this.problems = Object.freeze([...problems])
  }
}

/** A hook that Juju would count as failed. `cause` is the error that the charm threw. There is no state after it. */
export class CharmError extends Error {
  override readonly name = "CharmError"
  /** Stable identifier, for programs that handle the error. */
  readonly code = "charm-failed"

  constructor(event: string, reason: string, options?: ErrorOptions) {
    super(`${event}: ${reason}`, options)
  }
}
