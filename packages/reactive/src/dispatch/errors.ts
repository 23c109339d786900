import { endsHook } from "@charmkit/ops"

/** Thrown by `hook.end()` and caught by the loop. Charms should not catch it. */
export class EndOfHook extends Error {
  override readonly name = "EndOfHook"
  readonly code = "end-of-hook"
  readonly [endsHook] = true

  constructor() {
    super("the charm has ended the hook; let this pass through `catch`")
  }
}

/** The handlers trigger each other endlessly. */
export class DispatchLoopError extends Error {
  override readonly name = "DispatchLoopError"
  /** For programs; `message` is for people. */
  readonly code = "dispatch-loop"

  /** @param last the events of the last round, one line each */
  constructor(rounds: number, last: readonly string[]) {
    super(
      `the handlers trigger each other endlessly; stopped after ${rounds} rounds. The last round:\n` +
        `${last.map((line) => `  ${line}`).join("\n")}\n` +
        "Give one of them a condition that its own work makes false",
    )
  }
}
