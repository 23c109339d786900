import type { BoundEvent } from "./bound-event.ts"
import type { EventBase, EventContext } from "./event.ts"
import type { FrameworkObject } from "./object.ts"

/** An event class as `defineEvents` accepts it. */
export type EventClass = new (context: EventContext) => EventBase

/** The result of `defineEvents`: one event per class, to observe and emit. */
export type EventsOf<Classes extends Readonly<Record<string, EventClass>>> = {
  readonly [Kind in keyof Classes]: BoundEvent<InstanceType<Classes[Kind]>>
}

/**
 * Defines the events of an object: `readonly on = defineEvents(this, { available: LBProviderAvailable })`. The names are part of
 * stored paths (`MyCharm/LBProvider[lb]/on/available[7]`): an event that was deferred under another name is dropped with a warning.
 */
export function defineEvents<Classes extends Readonly<Record<string, EventClass>>>(
  owner: FrameworkObject,
  classes: Classes,
): EventsOf<Classes> {
  const bound = Object.entries(classes).map(([kind, EventClass]) => [
    kind,
    owner.framework.defineEvent(owner.handle, kind, (context) => new EventClass(context)),
  ])
  // The type of Object.fromEntries loses which class belongs to which key.
  return Object.freeze(Object.fromEntries(bound)) as EventsOf<Classes>
}
