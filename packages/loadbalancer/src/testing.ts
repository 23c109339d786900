/**
 * For tests of charms: databags of either side, valid as the library writes them or broken on purpose, and example charms of both sides
 * to relate a charm to (`loadbalancer-interface/testing/vitest` has them as a fixture of Vitest). Nothing of it belongs into
 * a charm.
 *
 * @module
 */
export { type Breaking, broken, waysToBreak } from "./testing/broken.ts"
export { type ConsumerDatabagOptions, consumerDatabag } from "./testing/consumer-databag.ts"
export type { DatabagContent } from "./testing/fields.ts"
export { type LbCharms, lbCharms } from "./testing/lb-charms.ts"
export {
  type ProviderDatabagOptions,
  providerDatabag,
  type ResponseSpec,
} from "./testing/provider-databag.ts"
