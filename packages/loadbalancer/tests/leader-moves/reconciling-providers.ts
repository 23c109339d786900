import { CharmBase, type CharmClass, type Framework } from "@charmkit/ops"
import { defineCharm, provides } from "@charmkit/reactive"
import { accept, LBConsumers, LoadBalancerProvider, later, type RequestToServe } from "loadbalancer-interface"
import type { Resource } from "./cloud.ts"
import { contentOf, type Forms, type Stage } from "./plain-providers.ts"

/** Provider charms with each of the three APIs that compare requests with the cloud's resources, as the README recommends. */
export function reconcilingProviders(stage: Stage): Forms {
  return { classic: classic(stage), declared: declared(stage), reactive: reactive(stage) }
}

function ensure({ cloud }: Stage, request: RequestToServe, existing: Resource | undefined): void {
  const { relation, name, identity, fingerprint } = request
  if (existing?.fingerprint === fingerprint) return
  cloud.put(
    { relationId: relation.id, name, content: contentOf(request), identity, fingerprint },
    existing?.number,
  )
}

function reconcile(stage: Stage, lb: LBConsumers): void {
  if (stage.isBusy) return
  const plan = lb.reconcile(stage.cloud.list())
  for (const { number } of plan.remove) stage.cloud.delete(number)
  for (const { request, existing } of plan.ensure) {
    ensure(stage, request, existing)
    request.response.address = "lb.example"
    lb.sendResponse(request)
  }
}

function classic(stage: Stage): CharmClass {
  return class Classic extends CharmBase {
    readonly lb = new LBConsumers(this, "lb-consumers")

    constructor(framework: Framework) {
      super(framework)
      const { leaderElected, configChanged, upgradeCharm, updateStatus } = this.on
      this.observe(this.lb.on.requestsChanged, this.reconcile)
      for (const event of [leaderElected, configChanged, upgradeCharm, updateStatus])
        this.observe(event, this.reconcile)
    }

    reconcile(): void {
      reconcile(stage, this.lb)
    }
  }
}

function declared(stage: Stage): CharmClass {
  return class Declared extends CharmBase {
    readonly lb = new LoadBalancerProvider(this, "lb-consumers", {
      existing: () => stage.cloud.list(),
      serve: (request, existing) => {
        if (stage.isBusy) return later()
        ensure(stage, request, existing)
        return accept({ address: "lb.example" })
      },
      remove: ({ number }) => stage.cloud.delete(number),
    })
  }
}

function reactive(stage: Stage): CharmClass {
  const charm = defineCharm({ endpoints: { "lb-consumers": provides("loadbalancer", LBConsumers) } })
  charm
    .when("leadership.is_leader")
    .do(({ endpointFromName }) => reconcile(stage, endpointFromName("lb-consumers")))
  return charm.CharmClass
}
