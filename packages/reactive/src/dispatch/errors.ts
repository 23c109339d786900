/** Thrown by `hook.end()` and caught by the loop; nothing else should catch it. */
export class EndOfHook extends Error {
  override readonly name = "EndOfHook"
  readonly code = "end-of-hook"

  constructor() {
    super("the charm has ended the hook; let this pass through `catch`")
  }
}

/** Handlers set off each other without end. */
export class DispatchLoopError extends Error {
  override readonly name = "DispatchLoopError"
  /** For programs; the message is for people. */
  readonly code = "dispatch-loop"

  /** @param last what the last round did, one line each */
  constructor(rounds: number, last: readonly string[]) {
    super(
      `the handlers set off each other and would never come to rest; stopped after ${rounds} rounds. The last one:\n` +
        `${last.map((line) => `  ${line}`).join("\n")}\n` +
        "Give one of them a condition that its own work makes false",
    )
  }
}
