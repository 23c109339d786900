/**
 * Databags of either side for the tests of charms: valid, as the library writes them, and broken on purpose. Nothing of it belongs into
 * a charm.
 *
 * @module
 */
export { type Breaking, broken, waysToBreak } from "./testing/broken.ts"
export { type ConsumerDatabagOptions, consumerDatabag } from "./testing/consumer-databag.ts"
export type { DatabagContent } from "./testing/fields.ts"
export {
  type ProviderDatabagOptions,
  providerDatabag,
  type ResponseSpec,
} from "./testing/provider-databag.ts"
