import type { ModelStatus, TimedEvent } from "minijuju"

export interface Ending {
  readonly ok: boolean
  /** Absent if there was no model yet. */
  readonly status: ModelStatus | undefined
  readonly durationMs: number
  /** What went wrong, if not ok. */
  readonly message?: string
}

/** Shows the demo to someone: a person at a terminal, a file, or a program. */
export interface Reporter {
  step(title: string): void
  /** A fact that the demo has checked. */
  observed(fact: string): void
  note(text: string): void
  event(event: TimedEvent): void
  end(ending: Ending): void
}
