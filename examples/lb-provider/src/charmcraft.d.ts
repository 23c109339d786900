// biome-ignore-all format: generated
// Written by charmkit-pack --types from the charm's declaration (charmcraft.yaml). Do not edit: change that and run it again.

/** What the charm declares: names, values of options and parameters of actions. */
export interface Charm {
  config: {
    /** The address in responses. Empty means the address of the leader's unit. */
    address: string
  }
  endpoints: {
    "lb-consumers": {
      role: "provides"
      interface: "loadbalancer"
    }
  }
  actions: Record<never, never>
  storages: never
  resources: never
  containers: never
  extraBindings: never
}
