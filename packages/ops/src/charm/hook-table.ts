import type { BoundEvent } from "../framework/bound-event.ts"
import type { EventBase, EventContext } from "../framework/event.ts"
import type { Framework } from "../framework/framework.ts"
import type { Handle } from "../framework/handle.ts"
import type { JujuContext } from "../model/juju-context.ts"

export type HookEmitter = (context: JujuContext) => Promise<void>

/** The events of one charm, with a lookup from hook names to events. */
export class HookTable {
  readonly #framework: Framework
  readonly #charm: Handle
  readonly #emitters = new Map<string, HookEmitter>()

  constructor(framework: Framework, charm: Handle) {
    this.#framework = framework
    this.#charm = charm
  }

  /** Defines an event that no hook triggers. */
  define<E extends EventBase>(kind: string, create: (context: EventContext) => E): BoundEvent<E> {
    return this.#framework.defineEvent(this.#charm, kind, create)
  }

  /**
   * Defines the event of a hook. Its kind is the hook's name with `_` for `-`.
   * @param data reads the event's data from the environment
   */
  hook<E extends EventBase>(
    name: string,
    create: (context: EventContext) => E,
    data: (context: JujuContext) => E["data"],
  ): BoundEvent<E> {
    const kind = name.replaceAll("-", "_")
    const event = this.define(kind, create)
    this.#emitters.set(kind, (context) => this.#framework.emit(event, data(context)))
    return event
  }

  emitter(kind: string): HookEmitter | undefined {
    return this.#emitters.get(kind)
  }
}
