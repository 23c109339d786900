import type { CharmFiles } from "./charm-spec.ts"
import { Field, isMapping } from "./checks.ts"

/** A split `charmcraft.yaml`: the contents of the files that Juju reads, and what the packer uses. */
export interface SplitCharmcraft extends CharmFiles {
  readonly base?: string
  readonly platforms?: Readonly<Record<string, unknown>>
  /** The old form, up to base 22.04. */
  readonly bases?: readonly unknown[]
}

/** Keys of the build or of other files; all others are the charm's metadata. */
const NOT_METADATA = new Set([
  "actions",
  "analysis",
  "base",
  "bases",
  "build-base",
  "charm-libs",
  "config",
  "package-repositories",
  "parts",
  "platforms",
  "title",
  "type",
])

/**
 * Splits charmcraft.yaml as `charmcraft pack` does: `title` becomes `display-name`, `links` stay in the metadata, `config` and `actions`
 * become separate files.
 * @throws MetadataError if it is not a mapping, or its type is not charm
 */
export function splitCharmcraft(value: unknown, file: string): SplitCharmcraft {
  const root = new Field(file, "", value)
  if (!isMapping(value)) return root.fail("must hold a mapping")
  const type = root.at("type")
  if (!type.absent && type.value !== "charm") type.fail(`must be charm, not ${JSON.stringify(type.value)}`)
  const metadata = Object.fromEntries(Object.entries(value).filter(([key]) => !NOT_METADATA.has(key)))
  const title = root.at("title").optionalText()
  const base = root.at("base").optionalText()
  const bases = root.at("bases")
  if (!bases.absent && !Array.isArray(bases.value)) bases.fail("must be a list")
  return {
    metadata: title === undefined ? metadata : { ...metadata, "display-name": title },
    ...(value.config === undefined ? {} : { config: value.config }),
    ...(value.actions === undefined ? {} : { actions: value.actions }),
    ...(base === undefined ? {} : { base }),
    ...(root.at("platforms").absent ? {} : { platforms: root.at("platforms").mapping() }),
    ...(Array.isArray(bases.value) ? { bases: bases.value } : {}),
  }
}
