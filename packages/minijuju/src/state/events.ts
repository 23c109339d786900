import type { SettingChange } from "./settings.ts"

/**
 * How a hook or action ended. `requeued`: it was killed from outside and runs again without an error, as in
 * Juju.
 */
export type Outcome = "ok" | "failed" | "requeued" | "skipped"

/** An event of a model. {@link Observer.emit} adds the time. */
export type ModelEvent =
  | { readonly type: "hook-started"; readonly unit: string; readonly hook: string; readonly attempt: number }
  | {
      readonly type: "hook-finished"
      readonly unit: string
      readonly hook: string
      readonly outcome: Outcome
      readonly durationMs: number
      readonly toolCalls: number
      /** Short reason of a failure: `exit status 1`. */
      readonly reason?: string
    }
  | {
      readonly type: "databag-changed"
      readonly relationId: number
      readonly relation: string
      /** The application or unit whose databag it is. */
      readonly owner: string
      readonly changes: readonly SettingChange[]
    }
  | {
      readonly type: "status-changed"
      readonly entity: string
      readonly status: string
      readonly message: string
    }
  | { readonly type: "leader-changed"; readonly application: string; readonly leader: string | undefined }
  | {
      readonly type: "relation-added" | "relation-removed"
      readonly relationId: number
      readonly relation: string
    }
  | { readonly type: "unit-added" | "unit-removed"; readonly unit: string }
  | {
      readonly type: "log"
      readonly entity: string
      readonly level: string
      readonly module: string
      readonly message: string
    }

/** An event of a model, with its time. */
export type TimedEvent = ModelEvent & { readonly at: Date }

/** Passes events to the listeners. A listener that throws causes a warning and does not affect the model. */
export class Observer {
  readonly #listeners = new Set<(event: TimedEvent) => void>()

  /** Adds a listener. Returns a function that removes it. */
  listen(listener: (event: TimedEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls all listeners with the event and the current time. */
  emit(event: ModelEvent): void {
    const timed = { ...event, at: new Date() }
    for (const listener of this.#listeners) {
      try {
        listener(timed)
      } catch (error) {
        process.emitWarning(`a listener of the model failed: ${String(error)}`)
      }
    }
  }
}
