import { type ActionSpec, parseActions } from "./actions.ts"
import { type CharmMetadata, parseCharmMetadata } from "./charm-metadata.ts"
import { type ConfigOption, parseConfig } from "./config.ts"

/** All that a charm declares about itself. */
export interface CharmSpec {
  readonly metadata: CharmMetadata
  readonly config: Readonly<Record<string, ConfigOption>>
  readonly actions: Readonly<Record<string, ActionSpec>>
}

/** The contents of the split files, parsed but not checked. */
export interface CharmFiles {
  readonly metadata: unknown
  readonly config?: unknown
  readonly actions?: unknown
}

/**
 * Checks the contents of metadata.yaml, config.yaml and actions.yaml together.
 * @param file the one file all of it came from, for messages; without it each part goes by its own name
 */
export function parseCharmSpec(files: CharmFiles, file?: string): CharmSpec {
  return {
    metadata: parseCharmMetadata(files.metadata, file ?? "metadata.yaml"),
    config: parseConfig(files.config, file ?? "config.yaml"),
    actions: parseActions(files.actions, file ?? "actions.yaml"),
  }
}
