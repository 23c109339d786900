import type { BoundEvent } from "./bound-event.ts"
import type { EventBase, EventContext } from "./event.ts"
import type { FrameworkObject } from "./object.ts"

/** A class of events as `defineEvents` takes it. */
export type EventClass = new (context: EventContext) => EventBase

/** What `defineEvents` gives for these classes: one event to observe and emit for each. */
export type EventsOf<Classes extends Readonly<Record<string, EventClass>>> = {
  readonly [Kind in keyof Classes]: BoundEvent<InstanceType<Classes[Kind]>>
}

/**
 * The events of an object: `readonly on = defineEvents(this, { available: LBProviderAvailable })`. The names are part of
 * stored paths (`MyCharm/LBProvider[lb]/on/available[7]`): an event deferred before a rename is dropped with a warning.
 */
export function defineEvents<Classes extends Readonly<Record<string, EventClass>>>(
  owner: FrameworkObject,
  classes: Classes,
): EventsOf<Classes> {
  const bound = Object.entries(classes).map(([kind, EventClass]) => [
    kind,
    owner.framework.defineEvent(owner.handle, kind, (context) => new EventClass(context)),
  ])
  // Object.fromEntries cannot say which class stands under which key; the loop above keeps them together.
  return Object.freeze(Object.fromEntries(bound)) as EventsOf<Classes>
}
