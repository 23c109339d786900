import { CharmBase } from "@charmkit/ops"
import { expect, test } from "vitest"
import { accept, LBConsumers, LBProvider, LoadBalancerProvider, LoadBalancers } from "../src/index.ts"

// Never run: the type checker is the test. If a line with an expected error compiles, the type check fails.

/** As `charmkit-pack --types` writes it. */
interface Charm {
  config: { port: number }
  endpoints: {
    "lb-provider": { role: "requires"; interface: "loadbalancer" }
    "lb-consumers": { role: "provides"; interface: "loadbalancer" }
  }
  actions: Record<never, never>
  storages: never
  resources: never
  containers: never
  extraBindings: never
}

class TypedCharm extends CharmBase<Charm> {
  readonly requirer = new LBProvider(this, "lb-provider", { tlsKeys: "plain" })
  readonly provider = new LBConsumers(this, "lb-consumers")
  readonly requests = new LoadBalancers(this, "lb-provider", {
    web: () => ({ protocol: "http", portMapping: { [this.config.get("port")]: 8080 } }),
  })
  readonly serving = new LoadBalancerProvider(this, "lb-consumers", {
    serve: () => accept({ address: "192.0.2.1" }),
    remove: () => undefined,
  })
  readonly wrong = [
    // @ts-expect-error misspelt
    new LBProvider(this, "lb-provder"),
    // @ts-expect-error misspelt
    new LBConsumers(this, "lb-consumer"),
    // @ts-expect-error misspelt
    new LoadBalancers(this, "lb-provder", {}),
    // @ts-expect-error misspelt
    new LoadBalancerProvider(this, "lb-consumer", { serve: () => accept({ address: "" }), remove: () => {} }),
  ]
}

/** The endpoint's name is no part of what the objects are. */
function takes(
  charm: TypedCharm,
): readonly [LBProvider, LBConsumers, LoadBalancers<"web">, LoadBalancerProvider] {
  return [charm.requirer, charm.provider, charm.requests, charm.serving]
}

/** A charm without types, or a part for any charm. */
function untyped(charm: CharmBase, endpoint: string): readonly [LBProvider, LBConsumers] {
  return [new LBProvider(charm, endpoint), new LBConsumers(charm, endpoint)]
}

test("this file type-checks (npm run check)", () => {
  expect([takes, untyped]).toBeDefined()
})
