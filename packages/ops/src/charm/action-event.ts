import { EventBase, type EventContext } from "../framework/event.ts"
import type { JsonObject } from "../framework/json.ts"
import type { ActionRun } from "../model/action-run.ts"

export type ActionEventData = { readonly id: string }

/**
 * An operator runs an action on this unit. This event cannot be deferred. `Params` is the type of its parameters:
 * `ActionEvent<Charm["actions"]["backup"]>`.
 */
export class ActionEvent<Params = Readonly<Record<string, unknown>>> extends EventBase<ActionEventData> {
  readonly #run: ActionRun

  /** @hidden The framework creates it. */
  constructor(context: EventContext, run: ActionRun) {
    super(context)
    this.#run = run
  }

  override get deferrable(): boolean {
    return false
  }

  /** Juju's task id, for example `12`. */
  get id(): string {
    return this.data.id
  }

  /** The parameters given by the operator, with the defaults of actions.yaml. Juju has checked them against the schema. */
  get params(): Readonly<Params> {
    // Safe: the type is made from the schema with which Juju has checked them.
    return this.#run.params as Readonly<Params>
  }

  /** Shows a progress message to the operator while the action runs. */
  log(message: string): void {
    this.#run.log(message)
  }

  /** Marks the action as failed. The handler continues; use `return` to stop it. */
  fail(message = ""): void {
    this.#run.fail(message)
  }

  /**
   * Adds results for the operator. Nested objects become dotted keys, values other than strings become JSON text, and the results of
   * several calls are merged.
   * @throws ModelError for keys other than lower case letters, digits, hyphens and dots, and for a key inside of another one (`a` and
   * `a.b`), of which Juju would keep only one
   */
  setResults(results: JsonObject): void {
    this.#run.setResults(results)
  }
}
