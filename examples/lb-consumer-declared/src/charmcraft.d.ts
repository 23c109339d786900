// biome-ignore-all format: generated
// Written by charmkit-pack --types from the charm's declaration (charmcraft.yaml). Do not edit: change that and run it again.

/** What the charm declares: names, values of options and parameters of actions. */
export interface Charm {
  config: {
    /** Whether to request a load balancer; false withdraws the request. */
    "load-balanced": boolean
    /** Whether the load balancer is reachable from outside. */
    public: boolean
    /** The port on the load balancer; the units listen on 8080. */
    port: number
  }
  endpoints: {
    "lb-provider": {
      role: "requires"
      interface: "loadbalancer"
    }
  }
  actions: Record<never, never>
  storages: never
  resources: never
  containers: never
  extraBindings: never
}
