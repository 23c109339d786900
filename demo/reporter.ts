import type { ModelStatus, TimedEvent } from "minijuju"

export interface Ending {
  readonly ok: boolean
  /** Undefined if there was no model yet. */
  readonly status: ModelStatus | undefined
  readonly durationMs: number
  /** The error, if `ok` is false. */
  readonly message?: string
}

/** A backend of a load balancer. */
export interface BackendLine {
  readonly name: string
  readonly live: boolean
  /** Number of requests, each on its own connection. */
  readonly served: number
}

/** Shows the demo to a person at a terminal, to a file, or to a program. */
export interface Reporter {
  step(title: string): void
  /** A fact that the demo has verified. */
  observed(fact: string): void
  note(text: string): void
  event(event: TimedEvent): void
  /** All units and their statuses. */
  status(status: ModelStatus): void
  /** The current state of the backends, called repeatedly; `last` marks the end of a series. */
  backends(lines: readonly BackendLine[], last?: "last"): void
  end(ending: Ending): void
}
