import { type ActionSpec, parseActions } from "./actions.ts"
import { type CharmDetails, parseCharmDetails } from "./charm-details.ts"
import { type CharmMetadata, parseCharmMetadata } from "./charm-metadata.ts"
import { type ConfigOption, parseConfig } from "./config.ts"

/** Everything that a charm declares about itself. */
export interface CharmSpec {
  readonly metadata: CharmMetadata
  readonly config: Readonly<Record<string, ConfigOption>>
  readonly actions: Readonly<Record<string, ActionSpec>>
  /** The rest of the metadata. Absent in a packed charm, which contains it only if it reads it (`charmMeta`, `resources`). */
  readonly details?: CharmDetails
}

/** The contents of the three files, parsed but not checked. */
export interface CharmFiles {
  readonly metadata: unknown
  readonly config?: unknown
  readonly actions?: unknown
}

/**
 * Checks the contents of metadata.yaml, config.yaml and actions.yaml together.
 * @param file the file name in messages if all parts come from one file; default: each part's own file name
 */
export function parseCharmSpec(files: CharmFiles, file?: string): CharmSpec {
  return {
    metadata: parseCharmMetadata(files.metadata, file ?? "metadata.yaml"),
    config: parseConfig(files.config, file ?? "config.yaml"),
    actions: parseActions(files.actions, file ?? "actions.yaml"),
    details: parseCharmDetails(files.metadata),
  }
}
