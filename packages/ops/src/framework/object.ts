import type { BoundEvent } from "./bound-event.ts"
import type { EventBase } from "./event.ts"
import type { Framework, Handler } from "./framework.ts"
import { Handle } from "./handle.ts"
import type { Json } from "./json.ts"

/** Something that observes events, emits its own, and may keep state: a charm, or a part of one. */
export abstract class FrameworkObject {
  /**
   * The name of this class in stored paths; the class name if not set. Set it where the class name can change (it is not
   * inherited): renaming a class without it loses what was stored.
   */
  static readonly handleKind?: string

  /** The framework of this dispatch. */
  readonly framework: Framework
  /** Under which name it is found again. */
  readonly handle: Handle

  /**
   * @param parent the object it belongs to
   * @param key tells objects of one class and parent apart, for example the endpoint's name
   * @throws FrameworkError if a live object has the same path.
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

  /** Has a method of this object called for an event: `this.observe(this.db.on.ready, this.useDb)`. */
  observe<E extends EventBase>(event: BoundEvent<E>, handler: Handler<NoInfer<E>>): void {
    this.framework.observe(event, handler, this)
  }

  /**
   * Values that are there again in the next dispatch: `readonly state = this.storedState({ acked: {} as Record<string, string> })`.
   * Reads and writes look like those of an ordinary object; only JSON is accepted, at the line that writes it. Saved with the
   * commit, if anything changed; a failed dispatch saves nothing. Defaults stand in for keys that are not stored. Treat it as a
   * cache: on Kubernetes with `storage: "local"`, and after a rename of the class, it comes back empty.
   * @param name needed for a second stored state of one object
   */
  storedState<T extends { [key: string]: Json }>(defaults: T, name = "_stored"): T {
    return this.framework.storedValues(this.handle.child("StoredStateData", name), defaults)
  }
}
