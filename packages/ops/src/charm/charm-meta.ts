import { type CharmDetails, charmDetails } from "../metadata/charm-details.ts"
import type { CharmMetadata, CharmSpec } from "../metadata.ts"
import type { CharmBase } from "./charm-base.ts"

/** Everything that a charm declares about itself, with its options and actions. */
export type CharmMeta = Omit<CharmMetadata, keyof CharmDetails> &
  CharmDetails &
  Omit<CharmSpec, "metadata" | "details">

/**
 * Returns the charm's whole metadata; `charm.meta` has only what most charms need. A charm that does not call it does not contain the rest.
 * @example charmMeta(this).storages.data?.multiple
 */
export function charmMeta({ meta, model }: CharmBase): CharmMeta {
  const { config, actions } = model.hook.spec
  return { ...meta, ...charmDetails(model.hook.spec), config, actions }
}
