import {
  type Application,
  type CharmBase,
  defineEvents,
  type FrameworkObject,
  RelationChangedEvent,
} from "@charmkit/ops"
import type { Endpoint, ReactiveCharm } from "@charmkit/reactive"
import type { LBConsumers, LBProvider, LoadBalancers, Request, Response } from "loadbalancer-interface"
import schema from "loadbalancer-interface/schema/request.v1.schema.json" with { type: "json" }

/** None of these is there for who has installed the packages: the line below each expectation would compile otherwise. */
export function internals(
  charm: CharmBase,
  provider: LBProvider,
  consumers: LBConsumers,
  declared: LoadBalancers<string>,
  request: Request,
  response: Response,
  endpoint: Endpoint,
  reactive: ReactiveCharm<object>,
): unknown[] {
  return [
    // @ts-expect-error
    charm.on.hookEmitter,
    // @ts-expect-error
    charm.on.collectStatuses,
    // @ts-expect-error
    charm.framework.save,
    // @ts-expect-error
    charm.model.commit,
    // @ts-expect-error
    provider.onEvent,
    // @ts-expect-error
    consumers.onCommit,
    // @ts-expect-error
    declared.onBroken,
    // @ts-expect-error
    request.toDraft,
    // @ts-expect-error
    response.toDraft,
    // @ts-expect-error
    endpoint.updateFlags,
    // @ts-expect-error
    reactive.parts,
  ]
}

/** A class that only the framework can make is no event of a charm's own. */
export const refused = (owner: FrameworkObject): unknown =>
  // @ts-expect-error
  defineEvents(owner, { mine: RelationChangedEvent })

export const title: string = schema.title
export const nameOf = (app: Application): string => app.name
