/**
 * Reads and checks what a charm declares about itself. For tools: it contains a YAML parser, and hooks never import it.
 *
 * @module
 */
export type { ActionSpec } from "./metadata/actions.ts"
export { parseActions } from "./metadata/actions.ts"
export type {
  CharmDetails,
  CharmLinks,
  ContainerMetadata,
  ResourceMetadata,
  StorageMetadata,
} from "./metadata/charm-details.ts"
export { parseCharmJson, serializeCharmJson } from "./metadata/charm-json.ts"
export {
  type CharmMetadata,
  type EndpointMetadata,
  type EndpointRole,
  parseCharmMetadata,
} from "./metadata/charm-metadata.ts"
export { type CharmFiles, type CharmSpec, parseCharmSpec } from "./metadata/charm-spec.ts"
export { type SplitCharmcraft, splitCharmcraft } from "./metadata/charmcraft.ts"
export { type ConfigOption, type ConfigType, parseConfig } from "./metadata/config.ts"
export { MetadataError } from "./metadata/errors.ts"
export type { Assumption } from "./metadata/juju-schema.ts"
export { nearest } from "./metadata/nearest.ts"
export { parseYaml, type YamlOptions } from "./metadata/yaml.ts"
