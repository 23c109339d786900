import { type CharmFiles, type CharmSpec, parseCharmSpec } from "./charm-spec.ts"
import { isMapping } from "./checks.ts"
import { MetadataError } from "./errors.ts"

const FILE = "charm.json"

/** The text of `charm.json`: what metadata.yaml, config.yaml and actions.yaml say, for a hook that has no YAML parser. */
export function serializeCharmJson({ metadata, config, actions }: CharmFiles): string {
  return `${JSON.stringify({ metadata, config: config ?? null, actions: actions ?? null })}\n`
}

/**
 * Reads what the packer has put into the charm.
 * @throws MetadataError if the text is not what the packer writes
 */
export function parseCharmJson(text: string): CharmSpec {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new MetadataError(
      FILE,
      "",
      `is not JSON (${error instanceof Error ? error.message : error}): pack the charm again`,
    )
  }
  if (!isMapping(value)) throw new MetadataError(FILE, "", "must hold a mapping: pack the charm again")
  return parseCharmSpec({ metadata: value.metadata, config: value.config, actions: value.actions }, FILE)
}
