import type { SettingChange } from "../state/settings.ts"

/** How a hook or action ended. `requeued`: killed from outside, runs again without an error, as in Juju. */
export type Outcome = "ok" | "failed" | "requeued" | "skipped"

/** What happens in a model, as it happens. `at` is added when it is told to the listeners. */
export type ModelEvent =
  | { readonly type: "hook-started"; readonly unit: string; readonly hook: string; readonly attempt: number }
  | {
      readonly type: "hook-finished"
      readonly unit: string
      readonly hook: string
      readonly outcome: Outcome
      readonly durationMs: number
      readonly toolCalls: number
      /** Why it failed, in a few words: `exit status 1`. */
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

/** Something that happened in the model, and when. */
export type TimedEvent = ModelEvent & { readonly at: Date }

/** Tells listeners what happens; a listener that throws is dropped from the matter, never the model. */
export class Observer {
  readonly #listeners = new Set<(event: TimedEvent) => void>()

  /** Returns the function that ends the subscription. */
  listen(listener: (event: TimedEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tells all listeners, with the time. */
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
