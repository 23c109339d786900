import { FrameworkError } from "./errors.ts"
import type { JsonObject } from "./json.ts"

/** The JSON data of an event. Nothing else is kept when the event is deferred. */
export type EventData = JsonObject

/** Constructor argument of events; the framework creates it. */
export interface EventContext {
  /** Frozen, and a fresh copy for every handler. */
  readonly data: EventData
  /** `MyCharm/on/config_changed[7]` */
  readonly path: string
}

/**
 * Base class of events. Every handler gets an instance of its own, created from the data, so that handlers cannot affect each other.
 */
export class EventBase<Data extends EventData = EventData> {
  /** The event's data. Frozen. */
  readonly data: Data
  /** `MyCharm/on/config_changed[7]` */
  readonly path: string
  #deferred = false

  constructor(context: EventContext) {
    // Safe: `emit` accepts only E["data"], and deferred data were written by the same class under the same path.
    this.data = context.data as Data
    this.path = context.path
  }

  /** False for events that make no sense in a later dispatch (actions, stop, remove, …). */
  get deferrable(): boolean {
    return true
  }

  /** Whether the handler has called `defer()`. */
  get deferred(): boolean {
    return this.#deferred
  }

  /**
   * Repeats this event, for this handler, at the start of the next hook. The handler continues; use `return` to stop it.
   * @throws FrameworkError for events that cannot be deferred
   */
  defer(): void {
    if (!this.deferrable) {
      throw new FrameworkError(`${this.path}: a ${this.constructor.name} cannot be deferred`)
    }
    this.#deferred = true
  }
}

/** Base class of `preCommit`, `commit` and the collect-status events, which cannot be deferred: they belong to one dispatch. */
export class LifecycleEvent<Data extends EventData = EventData> extends EventBase<Data> {
  override get deferrable(): boolean {
    return false
  }
}
