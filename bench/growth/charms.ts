import { CharmBase, type Framework } from "@charmkit/ops"
import { type CharmSpec, parseCharmSpec } from "@charmkit/ops/metadata"
import { defineCharm, Endpoint, provides, requires } from "@charmkit/reactive"
import {
  accept,
  LBConsumers,
  LBProvider,
  LoadBalancerProvider,
  LoadBalancers,
  type ReceivedRequest,
} from "loadbalancer-interface"

export const PROVIDER = spec("provides", "lb-consumers")
export const CONSUMER = spec("requires", "lb-provider")

function spec(role: string, endpoint: string): CharmSpec {
  const name = "measured"
  const endpoints = { [endpoint]: { interface: "loadbalancer" } }
  return parseCharmSpec({ metadata: { name, summary: name, description: name, [role]: endpoints } })
}

/** Answers every request, and revokes the responses to removed ones. */
function answerAll(lb: LBConsumers): void {
  for (const request of lb.newRequests) answer(lb, request)
  for (const removed of lb.removedRequests) lb.revokeResponse(removed)
}

function answer(lb: LBConsumers, request: ReceivedRequest): void {
  request.response.address = "192.0.2.1"
  lb.sendResponse(request)
}

export class ClassicProvider extends CharmBase {
  readonly lb = new LBConsumers(this, "lb-consumers", { refuseInvalid: true, followersRead: true })

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.lb.on.requestsChanged, this.answer)
  }

  answer(): void {
    answerAll(this.lb)
  }
}

export class DeclaredProvider extends CharmBase {
  readonly lb = new LoadBalancerProvider(this, "lb-consumers", {
    serve: ({ name }) => {
      if (name.startsWith("bad")) throw new Error("on purpose")
      return accept({ address: "192.0.2.1" })
    },
    remove: () => {},
    drain: () => true,
  })
}

const reactiveProvider = defineCharm({
  flags: [],
  endpoints: { "lb-consumers": provides("loadbalancer", LBConsumers, {}) },
})
reactiveProvider.when("endpoint.lb-consumers.requests_changed").do(function answerRequests({
  endpointFromName,
}) {
  answerAll(endpointFromName("lb-consumers"))
})
export const ReactiveProvider = reactiveProvider.CharmClass

function acknowledgeAll(lb: LBProvider): void {
  for (const response of [...lb.newResponses, ...lb.revokedResponses]) lb.ackResponse(response)
}

export class ClassicConsumer extends CharmBase {
  readonly lb = new LBProvider(this, "lb-provider")

  constructor(framework: Framework) {
    super(framework)
    this.observe(this.lb.on.responseChanged, this.acknowledge)
  }

  acknowledge(): void {
    acknowledgeAll(this.lb)
  }
}

const reactiveConsumer = defineCharm({
  flags: [],
  endpoints: { "lb-provider": requires("loadbalancer", LBProvider) },
})
reactiveConsumer.when("endpoint.lb-provider.response.changed").do(function acknowledgeResponses({
  endpointFromName,
}) {
  acknowledgeAll(endpointFromName("lb-provider"))
})
export const ReactiveConsumer = reactiveConsumer.CharmClass

/** Declares this number of load balancers. */
export function declaredConsumer(names: number) {
  const api = () => ({ protocol: "tcp", portMapping: { 443: 6443 } }) as const
  const declarations = Object.fromEntries(Array.from({ length: names }, (_, i) => [`api${i}`, api]))
  return class DeclaredConsumer extends CharmBase {
    readonly lb = new LoadBalancers(this, "lb-provider", declarations)
  }
}

const endpointCharm = defineCharm({
  flags: [],
  endpoints: { "lb-provider": requires("loadbalancer", Endpoint) },
})
/** A charm with the base class `Endpoint`, which keeps a flag for each key of a peer. */
export const EndpointCharm = endpointCharm.CharmClass
