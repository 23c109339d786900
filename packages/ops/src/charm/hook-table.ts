import type { BoundEvent } from "../framework/bound-event.ts"
import type { EventBase, EventContext } from "../framework/event.ts"
import type { Framework } from "../framework/framework.ts"
import type { Handle } from "../framework/handle.ts"
import type { JujuContext } from "../model/juju-context.ts"

export type HookEmitter = (context: JujuContext) => Promise<void>

/** The events of one charm, and which of them a hook's name stands for. */
export class HookTable {
  readonly #framework: Framework
  readonly #charm: Handle
  readonly #emitters = new Map<string, HookEmitter>()

  constructor(framework: Framework, charm: Handle) {
    this.#framework = framework
    this.#charm = charm
  }

  /** An event that no hook stands for. */
  define<E extends EventBase>(kind: string, create: (context: EventContext) => E): BoundEvent<E> {
    return this.#framework.defineEvent(this.#charm, kind, create)
  }

  /**
   * The event of a hook; `-` in Juju's name becomes `_`.
   * @param data takes from the environment what the event carries
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
