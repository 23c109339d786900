// biome-ignore-all format: generated
// Written by charmkit-pack --types from the charm's declaration (charmcraft.yaml). Do not edit: change that and run it again.

/** What the charm declares: names, values of options and parameters of actions. */
export interface Charm {
  config: {
    /** What the status shows. */
    greeting: string
  }
  endpoints: Record<never, never>
  actions: Record<never, never>
  storages: never
  resources: never
  containers: never
  extraBindings: never
}
