/**
 * Helpers for tests of charms: databags of either side, valid or invalid on purpose, and example charms of both sides to relate a charm
 * to (`loadbalancer-interface/testing/vitest` has those as a Vitest fixture). Do not import it in a charm.
 *
 * @module
 */
export { type BadField, badFields } from "./testing/bad-fields.ts"
export { broken, waysToBreak } from "./testing/broken.ts"
export { type ConsumerDatabagOptions, consumerDatabag } from "./testing/consumer-databag.ts"
export type { Breaking, DatabagContent } from "./testing/fields.ts"
export { type LbCharms, lbCharms } from "./testing/lb-charms.ts"
export {
  type ProviderDatabagOptions,
  providerDatabag,
  type ResponseSpec,
} from "./testing/provider-databag.ts"
