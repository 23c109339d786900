import { FrameworkError } from "./errors.ts"
import type { JsonObject } from "./json.ts"

/** Plain JSON that an event carries. It is all that survives when the event is deferred. */
export type EventData = JsonObject

/** What the framework gives to an event it creates. */
export interface EventContext {
  /** Frozen, and a fresh copy for every handler. */
  readonly data: EventData
  /** `MyCharm/on/config_changed[7]` */
  readonly path: string
}

/**
 * What a handler receives. Every handler gets an event of its own, made again from the data,
 * so one handler cannot change what the next one sees.
 */
export class EventBase<Data extends EventData = EventData> {
  /** What came with the event. Frozen. */
  readonly data: Data
  /** `MyCharm/on/config_changed[7]` */
  readonly path: string
  #deferred = false

  constructor(context: EventContext) {
    // `emit` accepts nothing but E["data"], and deferred data were written by the same class under the same path.
    this.data = context.data as Data
    this.path = context.path
  }

  /** False for events that mean nothing later (actions, stop, remove, …). */
  get deferrable(): boolean {
    return true
  }

  /** Whether the handler has called `defer()`. */
  get deferred(): boolean {
    return this.#deferred
  }

  /**
   * Asks for the same event, for the same handler, at the start of the next dispatch. The handler goes on;
   * return after it if that is what you want.
   * @throws FrameworkError for events that cannot be deferred.
   */
  defer(): void {
    if (!this.deferrable) {
      throw new FrameworkError(`${this.path}: a ${this.constructor.name} cannot be deferred`)
    }
    this.#deferred = true
  }
}

/** `pre_commit`, `commit` and the collection of statuses: they belong to the dispatch that runs. */
export class LifecycleEvent<Data extends EventData = EventData> extends EventBase<Data> {
  override get deferrable(): boolean {
    return false
  }
}
