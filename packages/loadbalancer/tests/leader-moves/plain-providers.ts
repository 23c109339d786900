import { CharmBase, type CharmClass, type Framework } from "@charmkit/ops"
import { defineCharm, provides } from "@charmkit/reactive"
import {
  accept,
  LBConsumers,
  LoadBalancerProvider,
  later,
  type RemovedRequest,
  type RequestToServe,
} from "loadbalancer-interface"
import type { Cloud } from "./cloud.ts"

/** Holds the cloud of the running schedule for the charms. */
export interface Stage {
  cloud: Cloud
  /** The charm can serve nothing now. Only the declared API makes it say so. */
  isBusy: boolean
}

export type Forms = Readonly<Record<"classic" | "declared" | "reactive", CharmClass>>

export const contentOf = ({ portMapping, backends }: RequestToServe): string =>
  JSON.stringify([portMapping, backends])

/** Provider charms with each of the three APIs that only process events and never list the cloud's resources. */
export function plainProviders(stage: Stage): Forms {
  return { classic: classic(stage), declared: declared(stage), reactive: reactive(stage) }
}

function make({ cloud }: Stage, request: RequestToServe): void {
  const { relation, name } = request
  const before = cloud.find(relation.id, name)
  cloud.put({ relationId: relation.id, name, content: contentOf(request) }, before?.number)
}

function unmake({ cloud }: Stage, { relation, name }: RemovedRequest): void {
  const before = cloud.find(relation.id, name)
  if (before !== undefined) cloud.delete(before.number)
}

function deal(stage: Stage, lb: LBConsumers): void {
  for (const request of stage.isBusy ? [] : lb.newRequests) {
    make(stage, request)
    request.response.address = "lb.example"
    lb.sendResponse(request)
  }
  for (const removed of lb.removedRequests) {
    unmake(stage, removed)
    lb.revokeResponse(removed)
  }
}

function classic(stage: Stage): CharmClass {
  return class Classic extends CharmBase {
    readonly lb = new LBConsumers(this, "lb-consumers")

    constructor(framework: Framework) {
      super(framework)
      this.observe(this.lb.on.requestsChanged, this.deal)
    }

    deal(): void {
      deal(stage, this.lb)
    }
  }
}

function declared(stage: Stage): CharmClass {
  return class Declared extends CharmBase {
    readonly lb = new LoadBalancerProvider(this, "lb-consumers", {
      serve: (request) => {
        if (stage.isBusy) return later()
        make(stage, request)
        return accept({ address: "lb.example" })
      },
      remove: (removed) => unmake(stage, removed),
    })
  }
}

function reactive(stage: Stage): CharmClass {
  const charm = defineCharm({ endpoints: { "lb-consumers": provides("loadbalancer", LBConsumers) } })
  charm
    .when("endpoint.lb-consumers.requests_changed")
    .do(({ endpointFromName }) => deal(stage, endpointFromName("lb-consumers")))
  return charm.CharmClass
}
