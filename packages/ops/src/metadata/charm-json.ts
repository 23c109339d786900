import { type CharmFiles, type CharmSpec, parseCharmSpec } from "./charm-spec.ts"
import { isMapping } from "./checks.ts"
import { MetadataError } from "./errors.ts"

const FILE = "charm.json"

/** Returns the text of `charm.json`: the content of metadata.yaml, config.yaml and actions.yaml for hooks, which have no YAML parser. */
export function serializeCharmJson({ metadata, config, actions }: CharmFiles): string {
  return `${JSON.stringify({ metadata, config: config ?? null, actions: actions ?? null })}\n`
}

/**
 * Parses a `charm.json` written by the packer.
 * @throws MetadataError if the text does not have the packer's format
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
