import type { ModelStatus, TimedEvent } from "minijuju"

export interface Ending {
  readonly ok: boolean
  /** Absent if there was no model yet. */
  readonly status: ModelStatus | undefined
  readonly durationMs: number
  /** What went wrong, if not ok. */
  readonly message?: string
}

/** A backend of a load balancer. */
export interface BackendLine {
  readonly name: string
  readonly live: boolean
  /** Requests, each on a connection of its own. */
  readonly served: number
}

/** Shows the demo to someone: a person at a terminal, a file, or a program. */
export interface Reporter {
  step(title: string): void
  /** A fact that the demo has checked. */
  observed(fact: string): void
  note(text: string): void
  event(event: TimedEvent): void
  /** All units and what they say. */
  status(status: ModelStatus): void
  /** How backends do now, again and again; `last`: no more of it for now. */
  backends(lines: readonly BackendLine[], last?: "last"): void
  end(ending: Ending): void
}
