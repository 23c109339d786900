import { EventBase, type EventContext } from "../framework/event.ts"
import type { JsonObject } from "../framework/json.ts"
import type { ActionRun } from "../model/action-run.ts"

export type ActionEventData = { readonly id: string }

/** An operator runs an action on this unit. Cannot be deferred. */
export class ActionEvent extends EventBase<ActionEventData> {
  readonly #run: ActionRun

  /** @hidden The framework makes it. */
  constructor(context: EventContext, run: ActionRun) {
    super(context)
    this.#run = run
  }

  override get deferrable(): boolean {
    return false
  }

  /** Juju's id of the task, for example `12`. */
  get id(): string {
    return this.data.id
  }

  /** What the operator gave, with the defaults of actions.yaml; Juju has checked it against the schema. */
  get params(): Readonly<Record<string, unknown>> {
    return this.#run.params
  }

  /** Shows a line to the operator while the action runs. */
  log(message: string): void {
    this.#run.log(message)
  }

  /** Marks the action failed. The handler goes on; return after it if that is what you want. */
  fail(message = ""): void {
    this.#run.fail(message)
  }

  /**
   * What the operator gets. Nested objects become dotted keys, other values than strings JSON text; several calls add up.
   * @throws ModelError for keys other than lower case letters, digits, hyphens and dots
   */
  setResults(results: JsonObject): void {
    this.#run.setResults(results)
  }
}
