// biome-ignore-all format: generated
// Written by charmkit-pack --types from the charm's declaration (charmcraft.yaml). Do not edit: change that and run it again.

/** What the charm declares: names, values of options and parameters of actions. */
export interface Charm {
  config: {
    /** The port on the load balancer; the units listen on 8080. */
    port: number
    /** Seconds between two checks of a unit. One that fails twice gets no requests. */
    "check-interval": number
  }
  endpoints: {
    "lb-provider": {
      role: "requires"
      interface: "loadbalancer"
    }
  }
  actions: {
    /** Ends the unit's web server, to observe the traffic. The next update-status starts it again. */
    crash: Record<never, never>
  }
  storages: never
  resources: never
  containers: never
  extraBindings: never
}
