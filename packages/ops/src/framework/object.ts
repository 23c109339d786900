import type { BoundEvent } from "./bound-event.ts"
import type { EventBase } from "./event.ts"
import type { Framework, Handler, HandlerOf } from "./framework.ts"
import { Handle } from "./handle.ts"
import type { Json } from "./json.ts"

/** Base class of everything that observes events, emits its own events or keeps state: a charm, or a part of one. */
export abstract class FrameworkObject {
  /**
   * The class's name in stored paths; default: the class name. Set it where the class name may change, because stored data are lost
   * when the path changes. Not inherited.
   */
  static readonly handleKind?: string

  /** The framework of this dispatch. */
  readonly framework: Framework
  /** The path by which the next dispatch finds this object. */
  readonly handle: Handle

  /**
   * @param parent the object that this one belongs to
   * @param key tells objects of the same class and parent apart, for example the endpoint's name
   * @throws FrameworkError if a live object has the same path
   */
  constructor(parent: FrameworkObject | Framework, key?: string) {
    const own = Object.hasOwn(new.target, "handleKind") ? new.target.handleKind : undefined
    const kind = own ?? new.target.name
    if (parent instanceof FrameworkObject) {
      this.framework = parent.framework
      this.handle = parent.handle.child(kind, key)
    } else {
      this.framework = parent
      this.handle = new Handle(undefined, kind, key)
    }
    this.framework.register(this)
  }

  /**
   * Registers a method of this object as handler of an event: `this.observe(this.db.on.ready, this.useDb)`.
   * @throws FrameworkError if the handler is not a method of this object, for example an arrow function
   */
  observe<E extends EventBase, H extends Handler<never>>(
    event: BoundEvent<E>,
    handler: HandlerOf<E, H>,
  ): void {
    this.framework.observe<E, H>(event, handler, this)
  }

  /**
   * Returns an object whose values are kept for later dispatches:
   * `readonly state = this.storedState({ acked: {} as Record<string, string> })`. It accepts JSON only and throws at the line that writes
   * anything else. Changes are saved with the commit; a failed dispatch saves nothing. Defaults apply to keys that are not stored. Treat
   * it as a cache: it is empty again after a rename of the class, and on Kubernetes with `storage: "local"` after a restart of the pod.
   * @param name needed for a second stored state of one object
   */
  storedState<T extends { [key: string]: Json }>(defaults: T, name = "_stored"): T {
    return this.framework.storedValues(this.handle.child("StoredStateData", name), defaults)
  }
}
