import type { BoundEvent } from "../framework/bound-event.ts"
import type { EventBase } from "../framework/event.ts"
import type { CharmBase } from "./charm-base.ts"
import type { CharmEvents } from "./charm-events.ts"

type Events = readonly BoundEvent<EventBase>[]

/**
 * Returns every event that a hook of Juju sends to this charm, for charms whose one handler brings the unit into the wanted state whatever
 * has happened. Not included: actions, the collect-status events, and `collectMetrics`, in which Juju refuses most commands.
 * @example
 * for (const event of hookEvents(this)) this.observe(event, this.reconcile)
 */
export function hookEvents(charm: CharmBase): Events {
  const { collectAppStatus, collectUnitStatus, collectMetrics, ...hooks }: CharmEvents = charm.on
  return [...Object.values(hooks), ...declared(charm)]
}

/** Returns every event of `charm.on`: those of {@link hookEvents}, the actions, the collect-status events and `collectMetrics`. */
export function allEvents(charm: CharmBase): Events {
  const actions = Object.keys(charm.model.hook.spec.actions).map((name) => charm.on.action(name))
  return [...Object.values(charm.on), ...declared(charm), ...actions]
}

function declared({ on, meta }: CharmBase): Events {
  return [
    ...Object.keys(meta.endpoints).flatMap((name) => Object.values(on.relation(name))),
    ...Object.keys(meta.storages).flatMap((name) => Object.values(on.storage(name))),
    ...Object.keys(meta.containers).flatMap((name) => Object.values(on.container(name))),
  ]
}
